import { afterEach, beforeEach, onTestFinished, vi } from "bun:test";

import { type Drain, type DrainOptions, startDrain } from "../../src/outbox/drain.ts";
import type { Deliver, Delivery, Job } from "../../src/outbox/job.ts";
import { after, type Engine, newApproval, save, TOKEN } from "../storage/engine.ts";
import { memoryEngine } from "../support/memory-engine.ts";

/** Timers and the clock stand still but for `pass`; what needs no timer goes on by itself. */
export function stopTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: after(0) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

export const DELIVERED: Delivery = { kind: "delivered", receipt: { messageId: undefined, shownRevision: 1 } };

export function openEngine(): Engine {
  const engine = memoryEngine();
  onTestFinished(() => engine.close());
  return engine;
}

interface Started {
  readonly drain: Drain;
  readonly faults: unknown[];
  readonly settled: (readonly [Job, Delivery])[];
}

export function start(engine: Engine, deliver: Deliver, options: Partial<DrainOptions> = {}): Started {
  const faults: unknown[] = [];
  const settled: (readonly [Job, Delivery])[] = [];
  const drain = startDrain({
    outbox: engine.outbox,
    deliver,
    clock: () => new Date(),
    random: () => 0.5,
    concurrency: 3,
    onSettled: (job, delivery) => settled.push([job, delivery]),
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  onTestFinished(() => drain.stop());
  return { drain, faults, settled };
}

/** Lets time pass in small steps, and everything happen that becomes possible in each. */
export async function pass(seconds: number): Promise<void> {
  for (let ms = 0; ms <= seconds * 1000; ms += 50) {
    await untilIdle();
    vi.advanceTimersByTime(50);
  }
  await untilIdle();
}

async function untilIdle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export async function owe(engine: Engine, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await save(engine.approvals, newApproval(id, { createdAt: new Date() }), TOKEN);
}

/** Deliveries that wait until the test says how they end. */
export function byHand() {
  const underWay = new Map<string, (delivery: Delivery) => void>();
  const begun: Job[] = [];
  const deliver: Deliver = (job) => {
    begun.push(job);
    return new Promise((resolve) => underWay.set(job.key, resolve));
  };
  const end = async (key: string, delivery = DELIVERED): Promise<void> => {
    underWay.get(key)?.(delivery);
    underWay.delete(key);
    await untilIdle();
  };
  return { deliver, begun, underWay, end };
}
