import { backOff } from "./back-off.ts";
import type { Deliver, Delivery, Job } from "./job.ts";
import type { JobQueue } from "./outbox.ts";

export interface DrainOptions {
  readonly outbox: JobQueue;
  readonly deliver: Deliver;
  readonly clock: () => Date;
  readonly random: () => number;
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** Milliseconds to wait after a failed attempt, of how long the far side asked for. By default `backOff`. */
  readonly wait?: ((attempt: number, random: number, askedMs?: number) => number) | undefined;
  readonly onSettled?: ((job: Job, delivery: Delivery) => void) | undefined;
  /** The outbox itself failed, or `deliver` threw; the job is tried again. */
  readonly onFault: (fault: unknown) => void;
}

export interface Drain {
  /** Says that a job may be due at `at`. */
  wake(at: Date): void;
  /** Takes no more jobs, and waits for those under way. */
  stop(): Promise<void>;
}

/** Longer than the slowest delivery: two timeouts of an Open API call and the wait for its rate. */
const LEASE_MS = 120_000;
/** Together half a lease: a job that waits longer for the database is taken again. */
const SETTLE_AGAIN_MS = 1_000;
const SETTLE_TRIES = 60;
/** A look at the outbox even when nobody woke it: the net below a wake that was missed, and a lease that ran out. */
const LOOK_MS = 5_000;

/** Carries out owed jobs as they become due, until it is stopped. */
export function startDrain(options: DrainOptions): Drain {
  const { outbox, deliver, clock, random, concurrency, wait = backOff, onSettled, onFault } = options;
  const underWay = new Set<Promise<void>>();
  /** The keys of jobs that are being delivered, and whose end is not on its way to the outbox yet. */
  const delivering = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;

  function wakeAt(at: number): void {
    if (stopped || at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(look, Math.min(LOOK_MS, Math.max(0, at - clock().getTime())));
  }

  function look(): void {
    timerAt = Number.POSITIVE_INFINITY;
    if (stopped) return;
    if (looking !== undefined) {
      lookAgain = true;
      return;
    }
    looking = takeDue()
      .catch(onFault)
      .finally(() => {
        looking = undefined;
        if (lookAgain) {
          lookAgain = false;
          look();
        } else {
          wakeAt(clock().getTime() + LOOK_MS);
        }
      });
  }

  async function takeDue(): Promise<void> {
    const room = concurrency - underWay.size;
    if (room === 0) return;
    const now = clock();
    const jobs = await outbox.lease(now, new Date(now.getTime() + LEASE_MS), room);
    for (const job of jobs) {
      // A clock that jumps ahead ends leases early: who is still at work here is let finish, and settles the job.
      if (delivering.has(job.key)) continue;
      const run = carryOut(job).finally(() => {
        underWay.delete(run);
        wakeAt(clock().getTime());
      });
      underWay.add(run);
    }
    const next = jobs.length === room ? undefined : await outbox.nextDue();
    if (next !== undefined) wakeAt(next.getTime());
  }

  async function carryOut(job: Job): Promise<void> {
    try {
      const delivery = await attempt(job);
      if (await settle(job, delivery)) onSettled?.(job, delivery);
    } catch (fault) {
      onFault(fault);
    }
  }

  /** What came of it is known here alone: tried again while it cannot be written, and told once why that is. */
  async function settle(job: Job, delivery: Delivery): Promise<boolean> {
    const waitMs = delivery.kind === "retry" ? wait(job.attempt, random(), delivery.afterMs) : 0;
    for (let tries = 1; ; tries += 1) {
      try {
        const now = clock();
        await outbox.settle(job, delivery, now, new Date(now.getTime() + waitMs));
        return true;
      } catch (fault) {
        if (tries === 1) onFault(fault);
        // Then the lease runs out, or a new process ends it, and the job is taken again.
        if (stopped || tries === SETTLE_TRIES) return false;
        await new Promise((resolve) => setTimeout(resolve, SETTLE_AGAIN_MS));
      }
    }
  }

  async function attempt(job: Job): Promise<Delivery> {
    delivering.add(job.key);
    try {
      return await deliver(job);
    } catch (fault) {
      onFault(fault);
      return { kind: "retry", error: "internal" };
    } finally {
      // Not later: what it leaves to be done may be given out as soon as it is settled, and before that is told here.
      delivering.delete(job.key);
    }
  }

  wakeAt(clock().getTime());
  return {
    wake: (at) => wakeAt(at.getTime()),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(underWay);
    },
  };
}
