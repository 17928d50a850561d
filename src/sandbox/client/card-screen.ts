import type { Messages } from "../tenant/messages.ts";
import { isShared, seenBy } from "../tenant/sharing.ts";
import type { SandboxMessage } from "../view.ts";

/** A click that waits for its answer. */
export interface Press {
  /** Ends the press. A card in the answer replaces what is shown; without one an update that came too early is undone. */
  end(card?: unknown): void;
}

interface OpenPress {
  readonly openId: string;
  readonly before: unknown;
  /** Whether an update has come since. */
  overtaken: boolean;
}

/**
 * What the clients show, and the rule that makes early updates vanish: a client puts the card of before the click back
 * when the answer brings none, so an update that came between the click and its answer is undone at once (the
 * platform's page on delayed updates). An update that follows the answer to anybody's click is taken to belong to it, and
 * stays. The card that is shown says who sees it: one that is not shared is for the clicker, or for whom the update names.
 */
export class CardScreen {
  readonly #messages: Messages;
  /** By message, the presses since any of its clicks was answered. */
  readonly #open = new Map<string, Set<OpenPress>>();

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  press(message: SandboxMessage, openId: string): Press {
    const { message_id } = message;
    const press: OpenPress = { openId, before: seenBy(message, openId), overtaken: false };
    const presses = this.#open.get(message_id) ?? new Set();
    this.#open.set(message_id, presses.add(press));
    return { end: (card) => this.#end(message_id, press, card) };
  }

  /** Shows another card, as a PATCH or a delayed update asks: to everybody, or to those people alone. */
  update(messageId: string, card: unknown, viewers?: readonly string[]): void {
    for (const press of this.#open.get(messageId) ?? []) press.overtaken = true;
    this.#show(messageId, card, viewers);
  }

  #end(messageId: string, press: OpenPress, card: unknown): void {
    const isOpen = this.#open.get(messageId)?.has(press) ?? false;
    this.#open.delete(messageId);
    const next = card ?? (isOpen && press.overtaken ? press.before : undefined);
    if (next !== undefined) this.#show(messageId, next, isShared(next) ? undefined : [press.openId]);
  }

  #show(messageId: string, card: unknown, viewers: readonly string[] | undefined): void {
    const message = this.#messages.find(messageId);
    if (message && !message.deleted) this.#messages.show(message, card, viewers);
  }
}
