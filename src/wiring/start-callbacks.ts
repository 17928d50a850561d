import type { ApprovalService } from "../approval/approval-service.ts";
import { type CallbackRouter, createCallbackRouter } from "../callback/callback-router.ts";
import { createCardActionHandler } from "../callback/card-action-handler.ts";
import { type ClaimsOptions, createClaims } from "../callback/claims.ts";
import { createInboxDelivery } from "../callback/inbox-delivery.ts";
import { clickKey, inboxKey } from "../callback/inbox-key.ts";
import type { Inbox } from "../callback/inbox.ts";
import { mergeGenerations } from "../callback/merge-generations.ts";
import type { ClickRegistration, EventRegistration } from "../callback/registration.ts";
import { NotRecordedError } from "../not-recorded-error.ts";
import { startDrain } from "../outbox/drain.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type Around, logFault } from "./around.ts";
import { type CallbackLines, createCallbackLines } from "./callback-lines.ts";
import { schedule } from "./schedule.ts";
import { startForgetting } from "./start-forgetting.ts";

export interface CallbackParts {
  readonly service: Pick<ApprovalService, "click">;
  readonly inbox: Inbox;
  /** Clicks that approvals do not take, in the order in which they are offered; their handlers may take their time. */
  readonly clicks?: readonly ClickRegistration[] | undefined;
  readonly events?: readonly EventRegistration[] | undefined;
  /** Brings late answers to the cards; without it they are dropped. */
  readonly late?: ClaimsOptions["late"] | undefined;
  /** Whether one click may come in both generations of the protocol. */
  readonly legacyCards: boolean;
}

export interface Callbacks {
  readonly router: CallbackRouter;
  /** For the doors, which know how a callback was answered. */
  readonly lines: CallbackLines;
  /** Hands over nothing more, and waits for what is under way: for late answers some seconds. */
  stop(): Promise<void>;
}

/** Events that are handled at once; each handler may take its time. */
const CONCURRENCY = 20;
/** Unknown callbacks that are named in the log; a sender cannot make it remember more. */
const MOST_NAMED = 100;
/** Within the time that a service manager gives a stop. */
const LATE_MS = 5_000;

/** From a verified callback to its answer, and from a kept event to its handlers. */
export function startCallbacks(parts: CallbackParts, around: Around): Callbacks {
  const { service, inbox, clicks = [], events = [], late = async () => {}, legacyCards } = parts;
  const { log, clock, random } = around;
  const notHandled = (err: unknown, { eventId, requestId }: CallbackEvent, what: string): void => {
    const line = { request_id: requestId, event_id: eventId };
    // Each is somebody's answer that was not taken; why is said once, for all of them.
    if (err instanceof NotRecordedError) log.warn(line, `${what}: ${err.message}`);
    else log.error({ err, ...line }, what);
  };
  const onFault = (err: unknown, event: CallbackEvent, handler?: string): void =>
    notHandled(
      err,
      event,
      handler === undefined ? "callback not handled" : `callback not handled by ${handler}`,
    );
  const claims = createClaims({
    inbox,
    keyOf: legacyCards ? clickKey : inboxKey,
    clock,
    schedule,
    late,
    onFault,
  });
  const lines = createCallbackLines(log);
  const approvals = createCardActionHandler({
    service,
    onClick: (report, event) => lines.clicked(report, event),
    onFault: (err, event) => notHandled(err, event, "click not recorded"),
  });
  const claimed = clicks.map((click) => claims.claim(click));
  const drain = startDrain({
    outbox: inbox,
    deliver: createInboxDelivery({ inbox, events, claims, onFault }),
    clock,
    random,
    concurrency: CONCURRENCY,
    onSettled({ key, subject, attempt }, delivery) {
      if (delivery.kind !== "failed") return;
      log.error({ event: key, event_type: subject, attempt, error: delivery.error }, "event given up");
    },
    onFault: logFault(around, "inbox"),
  });
  const forgetter = startForgetting(inbox, around);
  const router = createCallbackRouter([approvals, ...claimed, ...events], {
    async takeEvent(event) {
      const now = clock();
      if (await inbox.take(inboxKey(event), event, now)) drain.wake(now);
    },
    onUnknown: nameOnce(around),
    onFault,
  });
  return {
    router: legacyCards ? mergeGenerations(router) : router,
    lines,
    async stop() {
      await Promise.all([forgetter.stop(), drain.stop(), claims.stop(LATE_MS)]);
    },
  };
}

function nameOnce({ log }: Around): (event: CallbackEvent) => void {
  const named = new Set<string>();
  return ({ eventType }) => {
    if (named.has(eventType) || named.size === MOST_NAMED) return;
    named.add(eventType);
    log.info({ event_type: eventType }, "no handler for this event");
  };
}
