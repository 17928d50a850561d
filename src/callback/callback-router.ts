import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type CardAction, parseAction } from "../protocol/card-action.ts";
import { ProtocolError } from "../protocol/protocol-error.ts";
import { UNHANDLED } from "./callback-result.ts";
import { isClickType } from "./click-types.ts";
import type { Registration } from "./registration.ts";
import { toastAnswer } from "./toasts.ts";

export interface CallbackRouter {
  /**
   * A click's answer, never a rejection; what nobody handles is answered `UNHANDLED`. An event is answered `{}` once it
   * is kept, and rejects when it could not be: then Lark sends it again.
   */
  dispatch(event: CallbackEvent): Answer | Promise<Answer>;
  /** The names of those who are registered. */
  readonly registered: readonly string[];
}

export interface CallbackRouterOptions {
  /** Keeps an event that somebody handles; on disk when it is fulfilled. */
  readonly takeEvent: (event: CallbackEvent) => Promise<void>;
  /** Hears of each callback that nobody handles. */
  readonly onUnknown: (event: CallbackEvent) => void;
  /** A registration's fault, which the clicker was told of as "not recorded". */
  readonly onFault: (fault: unknown, event: CallbackEvent) => void;
}

/** From a verified callback to who handles it: an event by its type, a click by who accepts it first. */
export function createCallbackRouter(
  registrations: readonly Registration[],
  { takeEvent, onUnknown, onFault }: CallbackRouterOptions,
): CallbackRouter {
  const clicks = registrations.filter((registration) => registration.kind === "click");
  const eventTypes = new Set(
    registrations.filter((registration) => registration.kind === "event").map(({ type }) => type),
  );

  function unknown(event: CallbackEvent): Answer {
    onUnknown(event);
    return UNHANDLED;
  }

  /** It may have been an approval's button, and `{}` would say that the answer counts. */
  function unreadable(event: CallbackEvent): Answer {
    onUnknown(event);
    return toastAnswer("unknown_button");
  }

  function notRecorded(fault: unknown, event: CallbackEvent): Answer {
    onFault(fault, event);
    return toastAnswer("not_recorded");
  }

  /** Nothing is awaited for one who accepts at once: this is the way of every approval. */
  function offer(action: CardAction, event: CallbackEvent, from: number): Answer | Promise<Answer> {
    for (const [index, click] of clicks.entries()) {
      if (index < from) continue;
      const accepted = click.accepts?.(action) ?? true;
      if (accepted === true) return click.handle(action, event);
      if (accepted !== false) {
        return accepted.then((yes) => (yes ? click.handle(action, event) : offer(action, event, index + 1)));
      }
    }
    return unknown(event);
  }

  function dispatchClick(event: CallbackEvent): Answer | Promise<Answer> {
    try {
      const action = readAction(event);
      if (action === undefined) return unreadable(event);
      const answer = offer(action, event, 0);
      return answer instanceof Promise ? answer.catch((fault: unknown) => notRecorded(fault, event)) : answer;
    } catch (fault) {
      return notRecorded(fault, event);
    }
  }

  return {
    registered: registrations.map(({ name }) => name),
    dispatch(event) {
      if (isClickType(event.eventType)) return dispatchClick(event);
      return eventTypes.has(event.eventType) ? takeEvent(event).then(() => ({})) : unknown(event);
    },
  };
}

function readAction({ payload }: CallbackEvent): CardAction | undefined {
  try {
    return parseAction(payload);
  } catch (fault) {
    if (fault instanceof ProtocolError) return undefined;
    throw fault;
  }
}
