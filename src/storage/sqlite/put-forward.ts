import type { Database } from "bun:sqlite";

import type { Writes } from "./write-queue.ts";

/**
 * Puts forward, by so many milliseconds, all that is to be done after `now`: for a clock that was set back, so that what
 * was to wait a moment does not wait until the clock has come again to where it was. When approvals end does not change.
 */
export type PutForward = (byMs: number, now: Date) => Promise<void>;

export function createPutForward(db: Database, writes: Writes): PutForward {
  const statements = [
    `update outbox set due_at = due_at - ?1, leased_until = leased_until - ?1, settle_at = settle_at - ?1
     where due_at > ?2 or leased_until > ?2 or settle_at > ?2`,
    "update cards set undone_until = undone_until - ?1 where undone_until > ?2",
    "update posted_messages set undone_until = undone_until - ?1 where undone_until > ?2",
    `update inbox set due_at = due_at - ?1, leased_until = leased_until - ?1
     where settled_at is null and (due_at > ?2 or leased_until > ?2)`,
  ].map((sql) => db.prepare<never, [number, number]>(sql));
  return (byMs, now) =>
    writes.run(() => {
      for (const statement of statements) statement.run(byMs, now.getTime());
    });
}
