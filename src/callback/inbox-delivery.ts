import type { Deliver, Delivery, Job } from "../outbox/job.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import { type Claims, MOST_ATTEMPTS } from "./claims.ts";
import { isClickType } from "./click-types.ts";
import type { Inbox } from "./inbox.ts";
import type { EventRegistration } from "./registration.ts";

export interface InboxDeliveryOptions {
  readonly inbox: Pick<Inbox, "read">;
  readonly events: readonly EventRegistration[];
  readonly claims: Pick<Claims, "resume">;
  /** A handler's fault: of it alone, the others have the event all the same. */
  readonly onFault: (fault: unknown, event: CallbackEvent, name: string) => void;
}

/**
 * Hands what was kept to its handlers: an event to all that are registered for its type, each at least once. Who failed
 * is tried again, and who did not is left in peace as long as this process lives.
 */
export function createInboxDelivery({ inbox, events, claims, onFault }: InboxDeliveryOptions): Deliver {
  const done = new Map<string, Set<string>>();

  async function handOver(job: Job, event: CallbackEvent): Promise<Delivery> {
    const handlers = events.filter(({ type }) => type === event.eventType);
    if (handlers.length === 0) return { kind: "failed", error: "no_handler" };
    const handled = done.get(job.key) ?? new Set();
    await Promise.all(
      handlers.filter(({ name }) => !handled.has(name)).map((handler) => attempt(handler, event, handled)),
    );
    const isDone = handlers.every(({ name }) => handled.has(name));
    if (isDone || job.attempt >= MOST_ATTEMPTS) {
      done.delete(job.key);
      return isDone ? { kind: "delivered" } : { kind: "failed", error: "handler_failed" };
    }
    done.set(job.key, handled);
    return { kind: "retry", error: "handler_failed" };
  }

  async function attempt(
    { name, handle }: EventRegistration,
    event: CallbackEvent,
    handled: Set<string>,
  ): Promise<void> {
    try {
      await handle(event);
      handled.add(name);
    } catch (fault) {
      onFault(fault, event, name);
    }
  }

  return async (job) => {
    const event = await inbox.read(job.key);
    if (event === undefined) return { kind: "delivered" };
    return isClickType(event.eventType) ? claims.resume(job, event) : handOver(job, event);
  };
}
