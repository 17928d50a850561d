import type { Delivery, Job } from "./job.ts";

export interface OutboxCount {
  readonly kind: Job["kind"];
  readonly state: "due" | "waiting" | "leased";
  readonly count: number;
  readonly oldestDueAt: Date;
}

/** Owed effects of one sort, kept on disk beside what they follow from. What is slow in one sort holds up no other. */
export interface JobQueue {
  /**
   * Takes up to `limit` jobs that are due, for the caller alone until `until`. Never two of the same key at once, and
   * a card's update never before its send. A lease that ran out is given again: delivery is at least once.
   */
  lease(now: Date, until: Date, limit: number): Promise<readonly Job[]>;
  /**
   * Records how a leased job ended: delivered or failed takes it away, unless the same effect came to be owed again
   * meanwhile; retry gives it back, due at `retryAt`. Owed again, it is due no sooner than was said then.
   */
  settle(job: Job, delivery: Delivery, now: Date, retryAt: Date): Promise<void>;
  /** When the next job is due that nobody holds, and that waits for no other of its key. */
  nextDue(): Promise<Date | undefined>;
}

/** The cards that are owed; and how much is owed of every sort. */
export interface Outbox extends JobQueue {
  /** How much is owed: by kind, and whether it is due, waits for its time, or is under way. */
  count(now: Date): Promise<readonly OutboxCount[]>;
  /** Ends all leases: for the start of the only process that uses this database. */
  releaseAll(now: Date): Promise<void>;
}
