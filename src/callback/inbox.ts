import type { JobQueue } from "../outbox/outbox.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";

/**
 * Events and clicks that were verified and are still to be handled, kept on disk before they are acknowledged. A queue
 * of jobs of the kind `event.handle`, whose key is the event's (`inboxKey`): whatever was taken and not settled as delivered or
 * failed is leased again, also after a crash.
 */
export interface Inbox extends JobQueue {
  /**
   * Keeps an event once: `false` if its key (`inboxKey`) was taken before, within the last days. With `leasedUntil` the
   * caller handles it itself, and it is nobody else's until then.
   */
  take(key: string, event: CallbackEvent, at: Date, leasedUntil?: Date): Promise<boolean>;
  /** What was taken and is not yet settled. */
  read(key: string): Promise<CallbackEvent | undefined>;
  /** Forgets some of the events that were settled before `until`, in one small step. Answers how many: 0 once none is left. */
  forget(until: Date): Promise<number>;
  /** Ends all leases: for the start of the only process that uses this database. */
  releaseAll(): Promise<void>;
}
