import type { Delivery } from "../outbox/job.ts";
import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { ClickRegistration } from "./registration.ts";
import { toastAnswer } from "./toasts.ts";

/** What a handler made of a click. */
export type Handled = { readonly answer: Answer } | { readonly fault: unknown };

/** Never rejects: a fault is an answer too. */
export async function attempt(
  registration: ClickRegistration,
  action: CardAction,
  event: CallbackEvent,
  isAwaited: boolean,
): Promise<Handled> {
  try {
    return { answer: await registration.handle(action, event, isAwaited) };
  } catch (fault) {
    return { fault };
  }
}

/** What the clicker is told of it. */
export function answerOf(handled: Handled): Answer {
  return "fault" in handled ? toastAnswer("not_recorded") : handled.answer;
}

/** What the inbox keeps of it. */
export function deliveryOf(handled: Handled): Delivery {
  return "fault" in handled ? { kind: "failed", error: "handler_failed" } : { kind: "delivered" };
}
