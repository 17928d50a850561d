import { matches } from "../callback/matches.ts";
import type { ClickRegistration, EventRegistration } from "../callback/registration.ts";
import { type Answer, isAnswer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import { ownObject } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { HandledEvent } from "./handler.ts";
import type { HandlerInfo } from "./host-messages.ts";

/** How a handler is reached, whatever it is written in. Rejects for a fault of its own. */
export interface Reach {
  readonly click: (handler: HandlerInfo, action: CardAction, event: CallbackEvent) => Promise<unknown>;
  readonly event: (handler: HandlerInfo, handled: HandledEvent) => Promise<unknown>;
}

const CLICK = "card.action.trigger";

/** What the handlers take: clicks by the button's value, in the order of their files, and events by their type. */
export function handlerRegistrations(
  handlers: readonly HandlerInfo[],
  reach: Reach,
): { readonly clicks: readonly ClickRegistration[]; readonly events: readonly EventRegistration[] } {
  const [byValue, others] = [true, false].map((named) =>
    handlers.filter(({ type, match }) => type === CLICK && (match !== undefined) === named),
  );
  return {
    // One that takes every click comes after those that ask for theirs.
    clicks: [...(byValue ?? []), ...(others ?? [])].map((handler) => ({
      kind: "click",
      name: `${CLICK}:${handler.name}`,
      accepts: ({ value }) => handler.match === undefined || matches(handler.match, value),
      handle: (action, event) => answerClick(handler, action, event, reach),
    })),
    events: handlers
      .filter(({ type }) => type !== CLICK)
      .map((handler) => ({
        kind: "event",
        name: `${handler.type}:${handler.name}`,
        type: handler.type,
        handle: async (event) => void (await reach.event(handler, flatten(event))),
      })),
  };
}

/** Throws HandlerError `handler_answer` for an answer that Lark would not take. */
export async function answerClick(
  handler: HandlerInfo,
  action: CardAction,
  event: CallbackEvent,
  { click }: Pick<Reach, "click">,
): Promise<Answer> {
  const answer = (await click(handler, action, event)) ?? {};
  if (isAnswer(answer)) return answer;
  throw new HandlerError("handler_answer", `${handler.file} answered what Lark would not take`);
}

function flatten({ eventId, eventType, tenantKey, payload }: CallbackEvent): HandledEvent {
  return {
    event_id: eventId,
    type: eventType,
    tenant_key: tenantKey,
    event: ownObject(payload, "event") ?? payload,
  };
}
