import { Gauge, type Registry } from "prom-client";

import type { OutboxCount } from "../outbox/outbox.ts";

export interface OutboxGaugesOptions {
  readonly clock: () => Date;
  /** Asked when somebody looks, and not before. */
  readonly countOutbox: (now: Date) => Promise<readonly OutboxCount[]>;
}

/** What is owed, and for how long, by the kind of effect. */
export function registerOutboxGauges(
  registers: Registry[],
  { clock, countOutbox }: OutboxGaugesOptions,
): void {
  const jobs = new Gauge({
    name: "countersign_outbox_jobs",
    help: "Owed effects.",
    labelNames: ["kind", "state"],
    registers,
    async collect() {
      const counts = await countOutbox(clock());
      jobs.reset();
      for (const { kind, state, count } of counts) jobs.set({ kind, state }, count);
    },
  });
  const oldest = new Gauge({
    name: "countersign_outbox_oldest_seconds",
    help: "For how long the oldest owed effect has been due; 0 when none is, and nothing where none is owed.",
    labelNames: ["kind"],
    registers,
    async collect() {
      const now = clock();
      const counts = await countOutbox(now);
      oldest.reset();
      for (const [kind, group] of Map.groupBy(counts, (count) => count.kind)) {
        const dueAt = Math.min(...group.map(({ oldestDueAt }) => oldestDueAt.getTime()));
        oldest.set({ kind }, Math.max(0, (now.getTime() - dueAt) / 1000));
      }
    },
  });
}
