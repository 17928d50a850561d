import type { JsonObject } from "../../protocol/json-object.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxMessage } from "../view.ts";
import { invalidField, optionalText, readBody, requireText, success } from "./call-body.ts";
import { findMessage } from "./find-message.ts";
import { findRecipient } from "./find-recipient.ts";
import type { Work } from "./gateway.ts";
import { messageAnswer } from "./message-answer.ts";
import { readContent } from "./message-content.ts";
import { recalled, tooOften } from "./message-errors.ts";
import type { RateLimit } from "./rate-limit.ts";

export interface MessagesApi {
  readonly tenant: Tenant;
  readonly clock: () => Date;
  readonly rate: RateLimit;
  /** Calls a second for one chat (with a single person: for that person), and for one message; undefined is no limit. */
  readonly perTarget: number | undefined;
}

const UUID_LIFETIME_MS = 60 * 60 * 1000;

/** `POST im/v1/messages` and `POST im/v1/messages/:message_id/reply`: at most one message per `uuid` in an hour. */
export function createSendWork(api: MessagesApi): { readonly send: Work; readonly reply: Work } {
  const { tenant } = api;
  const sent = new Map<string, SandboxMessage>();
  return {
    send: async ({ request, query }) => {
      const body = await readBody(request);
      const chat = findRecipient(tenant, query.get("receive_id_type"), requireText(body, "receive_id"));
      return success(messageAnswer(post(api, sent, body, { chat_id: chat.chat_id }), tenant));
    },
    reply: async ({ request, params }) => {
      const { message_id, chat_id, thread_id, deleted } = findMessage(tenant, params["message_id"]);
      if (deleted) throw recalled();
      const body = await readBody(request);
      // One that is in a thread already is answered there, whatever was asked for.
      const thread = body["reply_in_thread"] === true ? `omt_${message_id.slice(3)}` : undefined;
      const place = { chat_id, parent_id: message_id, thread_id: thread_id ?? thread };
      return success(messageAnswer(post(api, sent, body, place), tenant));
    },
  };
}

interface Place {
  readonly chat_id: string;
  readonly parent_id?: string | undefined;
  readonly thread_id?: string | undefined;
}

function post(
  { tenant, clock, rate, perTarget }: MessagesApi,
  sent: Map<string, SandboxMessage>,
  body: JsonObject,
  place: Place,
): SandboxMessage {
  const msg_type = requireText(body, "msg_type");
  const content = readContent(msg_type, requireText(body, "content"), tenant);
  const uuid = optionalText(body, "uuid") ?? "";
  if (uuid.length > 50) throw invalidField("uuid", "the length must not exceed 50");
  const earlier = sent.get(uuid);
  if (earlier && earlier.create_time > clock().getTime() - UUID_LIFETIME_MS) return earlier;
  if (perTarget && rate.take(place.chat_id, perTarget, 1000)) throw tooOften();
  const message = tenant.messages.post({ ...place, msg_type, content });
  if (uuid) sent.set(uuid, message);
  return message;
}
