import type { Delivery, Job } from "../outbox/job.ts";
import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type CardAction, parseAction } from "../protocol/card-action.ts";
import { answerOf, attempt, deliveryOf, type Handled } from "./handled.ts";
import type { Inbox } from "./inbox.ts";
import { KnownAnswers } from "./known-answers.ts";
import type { ClickRegistration } from "./registration.ts";
import { toastAnswer } from "./toasts.ts";

export interface ClaimsOptions {
  readonly inbox: Inbox;
  /** What a click is kept by, once: `inboxKey`, or `clickKey`. */
  readonly keyOf: (event: CallbackEvent) => string;
  readonly clock: () => Date;
  /** Runs something after so many milliseconds; answers how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** Brings an answer to a click that Lark waits for no more: what has to be kept of it is on disk when it is fulfilled. */
  readonly late: (action: CardAction, answer: Answer, requestId?: string) => Promise<void>;
  readonly onFault: (fault: unknown, event: CallbackEvent) => void;
}

/** Clicks whose handlers may take their time. */
export interface Claims {
  /** The registration, with its clicks kept before they are handled and answered in time. */
  claim(registration: ClickRegistration): ClickRegistration;
  /** Hands a click that was kept and not settled to its handler again; the answer goes the late way. */
  resume(job: Job, event: CallbackEvent): Promise<Delivery>;
  /** Waits, for so many milliseconds at most, until late answers are brought. Others are due again at the next start. */
  stop(ms: number): Promise<void>;
}

/** Lark gives a callback 3 s from its own connect to our last byte; half a second of it is for the network. */
export const LARK_WAITS_MS = 2_500;
/** A click that is being handled is given to nobody else for so long; what takes longer is known by `running`. */
const LEASE_MS = 10 * 60_000;
/** Attempts after which a click or an event is given up. */
export const MOST_ATTEMPTS = 8;

export function createClaims({ inbox, keyOf, clock, schedule, late, onFault }: ClaimsOptions): Claims {
  const registrations: ClickRegistration[] = [];
  const answers = new KnownAnswers();
  const running = new Map<string, Promise<unknown>>();
  const finishing = new Set<Promise<void>>();

  /** Fulfilled with what the handler made of it; a fault is an answer too. */
  function run(
    registration: ClickRegistration,
    action: CardAction,
    event: CallbackEvent,
    isAwaited: boolean,
  ): Promise<Handled> {
    const key = keyOf(event);
    const handled = attempt(registration, action, event, isAwaited).then((handled) => {
      if ("fault" in handled) onFault(handled.fault, event);
      return handled;
    });
    running.set(key, handled);
    return handled.finally(() => running.delete(key));
  }

  async function settle(key: string, event: CallbackEvent, delivery: Delivery): Promise<void> {
    const job = { kind: "event.handle", key, subject: event.eventType, attempt: 1, version: 1 } as const;
    const now = clock();
    await inbox.settle(job, delivery, now, now).catch((fault: unknown) => onFault(fault, event));
  }

  async function finishLate(
    action: CardAction,
    event: CallbackEvent,
    handling: Promise<Handled>,
  ): Promise<void> {
    const handled = await handling;
    try {
      await late(action, answerOf(handled), event.requestId);
      await settle(keyOf(event), event, deliveryOf(handled));
    } catch (fault) {
      onFault(fault, event);
      await settle(keyOf(event), event, { kind: "retry", error: "late_answer_lost" });
    }
  }

  async function answerInTime(
    registration: ClickRegistration,
    action: CardAction,
    event: CallbackEvent,
  ): Promise<Answer> {
    const key = keyOf(event);
    const wait = Promise.withResolvers<undefined>();
    const callOff = schedule(() => wait.resolve(undefined), LARK_WAITS_MS);
    try {
      const now = clock();
      const isNew = await inbox.take(key, event, now, new Date(now.getTime() + LEASE_MS));
      if (!isNew) return {};
      const handling = run(registration, action, event, true);
      const handled = await Promise.race([handling, wait.promise]);
      if (handled === undefined) {
        const finished = finishLate(action, event, handling).finally(() => finishing.delete(finished));
        finishing.add(finished);
        return toastAnswer("still_working");
      }
      await settle(key, event, deliveryOf(handled));
      return answerOf(handled);
    } finally {
      callOff();
    }
  }

  return {
    claim(registration) {
      registrations.push(registration);
      return {
        ...registration,
        handle: (action, event) =>
          answers.give(event.eventId, () => answerInTime(registration, action, event)),
      };
    },

    async resume({ key, attempt: count }, event) {
      if (running.has(key)) {
        await running.get(key);
        return { kind: "retry", error: "under_way", early: true };
      }
      const action = parseAction(event.payload);
      const registration = await firstToAccept(registrations, action);
      if (registration === undefined) return { kind: "failed", error: "no_handler" };
      const handled = await run(registration, action, event, false);
      if ("fault" in handled && count < MOST_ATTEMPTS) return { kind: "retry", error: "handler_failed" };
      try {
        await late(action, answerOf(handled), event.requestId);
      } catch (fault) {
        onFault(fault, event);
        return { kind: count < MOST_ATTEMPTS ? "retry" : "failed", error: "late_answer_lost" };
      }
      return deliveryOf(handled);
    },

    async stop(ms) {
      const wait = Promise.withResolvers<void>();
      const callOff = schedule(wait.resolve, ms);
      await Promise.race([Promise.all(finishing), wait.promise]);
      callOff();
    },
  };
}

async function firstToAccept(
  registrations: readonly ClickRegistration[],
  action: CardAction,
): Promise<ClickRegistration | undefined> {
  for (const registration of registrations)
    if ((await registration.accepts?.(action)) ?? true) return registration;
  return undefined;
}
