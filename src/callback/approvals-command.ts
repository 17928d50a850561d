import type { ApprovalService } from "../approval/approval-service.ts";
import type { Person } from "../approval/person.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { isJsonObject, type JsonObject, ownId, ownObject, ownString } from "../protocol/json-object.ts";
import type { EventRegistration } from "./registration.ts";

export interface ApprovalsCommandOptions {
  readonly service: Pick<ApprovalService, "waitingFor" | "surface">;
  /** Sends a person a text in private, once a `uuid`. Rejects where it may be tried again. */
  readonly tell: (to: { readonly open_id: string }, text: string, uuid: string) => Promise<void>;
  /** Answers a message of ours with a text, once a `uuid`. Rejects where it may be tried again. */
  readonly point: (messageId: string, text: string, uuid: string) => Promise<void>;
}

/** Cards that one `/approvals` brings; the others are counted. */
const MOST_CARDS = 10;

/**
 * Whoever writes `/approvals` to the bot, or in a group where the bot hears it, is told in private how many requests wait
 * for them, and gets a card of each of the newest, or is shown where the last one is. Once a message, however often that is handed over.
 */
export function createApprovalsCommand({ service, tell, point }: ApprovalsCommandOptions): EventRegistration {
  return {
    kind: "event",
    name: "im.message.receive_v1:/approvals",
    type: "im.message.receive_v1",
    async handle(event) {
      const asked = readCommand(event);
      if (asked === undefined) return;
      const { person, openId, messageId } = asked;
      const waiting = await service.waitingFor(person);
      await tell({ open_id: openId }, words(waiting.length), `approvals:${messageId}`);
      for (const { id } of waiting.slice(0, MOST_CARDS)) {
        const there = await service.surface(id, person, `message:${messageId}`);
        if (there?.message_id !== undefined)
          await point(there.message_id, HERE, pointUuid(messageId, there.id));
      }
    },
  };
}

const HERE = "This still waits for you, here. 仍在等待您处理，请在此卡片上操作。";

/** At most 50 characters: the ends of the two ids tell them apart. */
function pointUuid(messageId: string, cardId: string): string {
  return `here:${messageId.slice(-22)}:${cardId.slice(-22)}`;
}

function words(count: number): string {
  if (count === 0) return "Nothing waits for you. 没有等待您处理的申请。";
  const rest =
    count > MOST_CARDS ? ` These are the newest ${MOST_CARDS}. 以下是最新的 ${MOST_CARDS} 个。` : "";
  const waits = count === 1 ? "1 request waits" : `${count} requests wait`;
  return `${waits} for you. 有 ${count} 个申请等待您处理。${rest}`;
}

interface Asked {
  readonly person: Person;
  readonly openId: string;
  readonly messageId: string;
}

function readCommand({ payload }: CallbackEvent): Asked | undefined {
  const event = ownObject(payload, "event") ?? {};
  const message = ownObject(event, "message") ?? {};
  const sender = ownObject(event, "sender") ?? {};
  const ids = ownObject(sender, "sender_id") ?? {};
  const openId = ownId(ids, "open_id");
  const messageId = ownId(message, "message_id");
  if (openId === undefined || messageId === undefined || ownString(sender, "sender_type") !== "user")
    return undefined;
  if (ownString(message, "message_type") !== "text" || !isCommand(message)) return undefined;
  const person = { open_id: openId, user_id: ownId(ids, "user_id"), union_id: ownId(ids, "union_id") };
  return { person, openId, messageId };
}

/** A mention stands in the text as its key, such as `@_user_1`. */
function isCommand(message: JsonObject): boolean {
  const text = textOf(ownString(message, "content") ?? "");
  return text.replaceAll(/@_user_\d+/g, "").trim() === "/approvals";
}

function textOf(content: string): string {
  try {
    const parsed: unknown = JSON.parse(content);
    return (isJsonObject(parsed) && ownString(parsed, "text")) || "";
  } catch {
    return "";
  }
}
