import { callbackResult } from "../../callback/callback-result.ts";
import type { CallbackRouter } from "../../callback/callback-router.ts";
import type { Answer } from "../../protocol/answer.ts";
import type { CallbackEvent } from "../../protocol/callback-event.ts";
import { openPush } from "../../protocol/open-push.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";

export interface AnswerPushOptions {
  readonly router: CallbackRouter;
  /** Pushes for any other app are refused. */
  readonly appId: string;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Runs something after so many milliseconds; answers how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** By which the log tells what became of a push. */
  readonly newRequestId: () => string;
  readonly onAnswered: (type: string, result: string, seconds: number, event?: CallbackEvent) => void;
  /** A message that could not be read, by its code. */
  readonly onRefused: (fault: ProtocolError) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Lark waits for 3 s. Whoever is not done by now is told to try again, and what comes later is not sent. */
const DEADLINE_MS = 2_900;

/**
 * The answer to what came over the long connection, or undefined for one that says it failed: Lark then shows a click's
 * clicker an error, and sends an event again. Never rejects.
 */
export async function answerPush(
  payload: Uint8Array,
  options: AnswerPushOptions,
): Promise<Answer | undefined> {
  const { router, appId, monotonic, schedule, newRequestId, onAnswered, onRefused, onFault } = options;
  const arrived = monotonic();
  const note = (type: string, result: string, event?: CallbackEvent): void =>
    onAnswered(type, result, (monotonic() - arrived) / 1000, event);
  try {
    const event = { ...openOurs(payload, appId), requestId: newRequestId() };
    const answer = await inTime(Promise.resolve(router.dispatch(event)), schedule);
    if (answer === undefined) {
      note(event.eventType, "late", event);
      return undefined;
    }
    const { type, result } = callbackResult(event.eventType, answer);
    note(type, result, event);
    return answer;
  } catch (fault) {
    note("unproven", fault instanceof ProtocolError ? fault.code : "internal");
    if (fault instanceof ProtocolError) onRefused(fault);
    else onFault(fault);
    return undefined;
  }
}

function openOurs(payload: Uint8Array, appId: string): CallbackEvent {
  const event = openPush(payload);
  if ((event.appId ?? appId) !== appId)
    throw new ProtocolError("wrong_app", "the callback is for another app");
  return event;
}

async function inTime(
  answering: Promise<Answer>,
  schedule: AnswerPushOptions["schedule"],
): Promise<Answer | undefined> {
  const deadline = Promise.withResolvers<undefined>();
  const callOff = schedule(() => deadline.resolve(undefined), DEADLINE_MS);
  try {
    return await Promise.race([answering, deadline.promise]);
  } finally {
    callOff();
  }
}
