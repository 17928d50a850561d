import type { Card } from "../../src/approval/approval.ts";
import type { CardDeliveryOptions } from "../../src/lark/card-delivery.ts";
import { failure, type LarkResult } from "../../src/lark/lark-fault.ts";
import { readAnswer } from "../../src/lark/read-answer.ts";
import type { Chance } from "../fuzz/chance.ts";
import type { VirtualTime } from "./virtual-time.ts";

type Client = CardDeliveryOptions["client"];

/** A message in a chat, as all clients show it. */
export interface Message {
  readonly id: string;
  readonly cardId: string;
  readonly chatId: string;
  shown: string;
  /** How often it was updated. */
  updates: number;
}

/** What Lark answers that has not done what was asked, or has done it and says otherwise: status, code, wait in seconds. */
const PASSING: readonly [Refusal, ...Refusal[]] = [
  [500, 2200, 0],
  [400, 99991400, 1],
  [429, 99991400, 2],
  [400, 11232, 0],
  [400, 230020, 0],
  [400, 1663, 0],
  [502, undefined, 0],
  [200, undefined, 0],
  [503, 5000, 0],
];

type Refusal = readonly [status: number, code: number | undefined, waitSeconds: number];

const OUR_TIMEOUT = 10_000;
/** When a client stops to wait for the answer to a click. */
const CLIENT_PATIENCE = 3_000;

/**
 * Lark as far as it matters to a card: messages are posted once for each uuid; calls and their answers are slow, lost,
 * refused, or refused after they took effect; and a client undoes what was updated before it had the answer to its click.
 */
export class PretendLark {
  readonly messages = new Map<string, Message>();
  /** How many of a hundred calls go wrong. */
  trouble = 0;
  onPosted: (message: Message) => void = () => {};
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #byUuid = new Map<string, Message>();

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  readonly client: Client = {
    sendCard: ({ to, content, uuid }) =>
      this.#call(() => {
        const message = this.#byUuid.get(uuid) ?? this.#post(uuid, to, content);
        return { messageId: message.id, chatId: message.chatId };
      }),
    updateCard: (messageId, content) =>
      this.#call(() => {
        const message = this.messages.get(messageId);
        if (message !== undefined) {
          message.shown = content;
          message.updates += 1;
        }
        return {};
      }),
    sendText: () => this.#call(() => ({ messageId: "om_text", chatId: undefined })),
    reply: () => this.#call(() => ({})),
    urge: () => this.#call(() => ({})),
  };

  /**
   * A person presses: answers what is to be called with the answer. Without one the client gives up by itself. What was
   * updated meanwhile is undone, whatever the answer is.
   */
  beginClick(message: Message): () => boolean {
    const { shown, updates } = message;
    let isOpen = true;
    const end = (): boolean => {
      const wasOpen = isOpen;
      if (isOpen && message.updates > updates) message.shown = shown;
      isOpen = false;
      return wasOpen;
    };
    this.#time.after(CLIENT_PATIENCE, end);
    return end;
  }

  #post(uuid: string, to: Card["to"], content: string): Message {
    const message = {
      id: `om_${this.messages.size + 1}`,
      cardId: (JSON.parse(content) as { card: string }).card,
      chatId: to.chat_id ?? `oc_of_${to.open_id}`,
      shown: content,
      updates: 0,
    };
    this.messages.set(message.id, message);
    this.#byUuid.set(uuid, message);
    this.onPosted(message);
    return message;
  }

  /** The effect is the world's, the answer the process's: it dies with who waits for it. */
  #call<T extends object>(effect: () => T): Promise<LarkResult<T>> {
    const { promise, resolve } = Promise.withResolvers<LarkResult<T>>();
    const chance = this.#chance;
    const there = chance.below(60);
    const back = there + chance.below(chance.below(6) === 0 ? 2_000 : 60);
    const answer = (ms: number, result: () => LarkResult<T>): void =>
      void this.#time.afterIfAlive(ms, () => resolve(result()));
    const isTrouble = chance.below(100) < this.trouble;
    const kind = isTrouble ? chance.below(4) : -1;
    if (kind === 0 || kind === 1) {
      if (kind === 1) this.#time.after(there, effect);
      const [status, code, wait] = chance.pick(PASSING);
      answer(back, () => this.#refuse(status, code, wait));
    } else if (kind === 2 || kind === 3) {
      if (kind === 3) this.#time.after(there, effect);
      answer(OUR_TIMEOUT, () => failure("lark_timeout", "retry", "no answer"));
    } else {
      let made: T | undefined;
      this.#time.after(there, () => {
        made = effect();
      });
      answer(back + 1, () => ({ ok: true, ...(made as T) }));
    }
    return promise;
  }

  #refuse(status: number, code: number | undefined, wait: number): LarkResult<never> {
    const body = code === undefined ? "<html>" : JSON.stringify({ code, msg: "refused" });
    const headers = new Headers(wait > 0 ? { "x-ogw-ratelimit-reset": String(wait) } : {});
    const raw = { status, headers, body: new TextEncoder().encode(body) };
    const result = readAnswer("message", raw, this.#time.clock());
    if (result.ok) throw new Error("a refusal was read as success");
    return result;
  }
}
