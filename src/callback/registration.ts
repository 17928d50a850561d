import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";

/** Who takes which callback. Clicks are offered in the order of registration, and the first that accepts has it. */
export type Registration = ClickRegistration | EventRegistration;

export interface ClickRegistration {
  readonly kind: "click";
  /** As `/health` lists it, such as `card.action.trigger` or `card.action.trigger:publish`. */
  readonly name: string;
  /** Whether the click is its own, by what the button says or the message that it is on. Left out: any click. */
  readonly accepts?: ((action: CardAction) => boolean | Promise<boolean>) | undefined;
  /**
   * The answer goes back to Lark as it is; see `LARK_WAITS_MS`. A fault is told to the clicker as "not recorded". False
   * for `isAwaited` is that the click is handed over again, and its answer goes by an update.
   */
  readonly handle: (
    action: CardAction,
    event: CallbackEvent,
    isAwaited?: boolean,
  ) => Answer | Promise<Answer>;
}

export interface EventRegistration {
  readonly kind: "event";
  readonly name: string;
  /** Such as `im.message.receive_v1`. */
  readonly type: string;
  /**
   * Runs after the event was acknowledged, at least once: an event that was kept is handed over again after a fault or
   * a restart, and the handler knows it by its id.
   */
  readonly handle: (event: CallbackEvent) => Promise<void>;
}
