import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";

/** Handles one verified event. What it answers goes back to Lark; a fault of its own is not the caller's business. */
export type CallbackHandler = (event: CallbackEvent) => Answer | Promise<Answer>;

export interface CallbackRouter {
  /** Never rejects for an event type that nobody handles: that is answered `{}`. */
  dispatch(event: CallbackEvent): Answer | Promise<Answer>;
  /** The event types that have a handler. */
  readonly registered: readonly string[];
}

/** From a verified event to its handler, by its type. `onUnknown` hears of each event that has none. */
export function createCallbackRouter(
  handlers: ReadonlyMap<string, CallbackHandler>,
  onUnknown: (eventType: string) => void,
): CallbackRouter {
  return {
    registered: [...handlers.keys()],
    dispatch(event) {
      const handle = handlers.get(event.eventType);
      if (handle !== undefined) return handle(event);
      onUnknown(event.eventType);
      return NOTHING;
    },
  };
}

const NOTHING: Answer = {};
