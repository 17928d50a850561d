import type { Database } from "bun:sqlite";

import type { Inbox } from "../../callback/inbox.ts";
import type { Seal } from "../../keys/keyring.ts";
import type { Delivery } from "../../outbox/job.ts";
import type { CallbackEvent } from "../../protocol/callback-event.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import type { Writes } from "./write-queue.ts";

interface JobRow {
  readonly event_id: string;
  readonly type: string;
  readonly attempts: number;
}

/** In one commit: a few milliseconds. */
const FORGOTTEN_AT_ONCE = 200;

type Statements = ReturnType<typeof prepare>;

export function createSqliteInbox(db: Database, writes: Writes, seal: Seal): Inbox {
  const statements = prepare(db);
  return {
    take: (key, event, at, leasedUntil) =>
      writes.run(() => {
        const lease = leasedUntil?.getTime() ?? null;
        const sealed = seal.seal(JSON.stringify(event), placeOf(SEALED.events, key));
        const row = [key, event.eventType, sealed, at.getTime(), at.getTime()] as const;
        // Whoever holds it from the start is at its first attempt.
        return statements.take.run(...row, lease === null ? 0 : 1, lease).changes === 1;
      }),
    async read(key) {
      const event = statements.read.get(key)?.event ?? null;
      return event === null
        ? undefined
        : (JSON.parse(seal.open(event, placeOf(SEALED.events, key))) as CallbackEvent);
    },
    lease: (now, until, limit) =>
      writes.run(() =>
        statements.lease
          .all(until.getTime(), now.getTime(), now.getTime(), limit)
          .map(({ event_id: key, type: subject, attempts: attempt }) => ({
            kind: "event.handle" as const,
            key,
            subject,
            attempt,
            version: 1,
          })),
      ),
    settle: ({ key }, delivery, now, retryAt) =>
      writes.run(() => settle(statements, key, delivery, { now, retryAt })),
    async nextDue() {
      const dueAt = statements.nextDue.get()?.due_at;
      return dueAt === undefined ? undefined : new Date(dueAt);
    },
    forget: (until) => writes.run(() => statements.forget.run(until.getTime(), FORGOTTEN_AT_ONCE).changes),
    releaseAll: () => writes.run(() => void statements.releaseAll.run()),
  };
}

function prepare(db: Database) {
  return {
    take: db.prepare<never, [string, string, string, number, number, number, number | null]>(
      `insert into inbox (event_id, type, event, received_at, due_at, attempts, leased_until)
       values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    ),
    read: db.prepare<{ event: string | null }, [string]>(
      "select event from inbox where event_id = ? and settled_at is null",
    ),
    lease: db.prepare<JobRow, [number, number, number, number]>(
      `update inbox set leased_until = ?, attempts = attempts + 1 where event_id in (
         select event_id from inbox
         where settled_at is null and due_at <= ? and (leased_until is null or leased_until <= ?)
         order by due_at limit ?)
       returning event_id, type, attempts`,
    ),
    nextDue: db.prepare<{ due_at: number }, []>(
      "select due_at from inbox where settled_at is null and leased_until is null order by due_at limit 1",
    ),
    retry: db.prepare<never, [number, string, string]>(
      "update inbox set leased_until = null, due_at = ?, last_error = ? where event_id = ? and settled_at is null",
    ),
    /** The event goes with its end: it may hold a click's token. */
    finish: db.prepare<never, [number, string | null, string]>(
      `update inbox set leased_until = null, settled_at = ?, last_error = ?, event = null
       where event_id = ? and settled_at is null`,
    ),
    forget: db.prepare<never, [number, number]>(
      `delete from inbox where event_id in (
         select event_id from inbox where settled_at is not null and settled_at < ? limit ?)`,
    ),
    releaseAll: db.prepare<never, []>(
      "update inbox set leased_until = null where settled_at is null and leased_until is not null",
    ),
  };
}

function settle(
  { retry, finish }: Statements,
  key: string,
  delivery: Delivery,
  { now, retryAt }: { readonly now: Date; readonly retryAt: Date },
): void {
  if (delivery.kind === "retry") retry.run(retryAt.getTime(), delivery.error, key);
  else finish.run(now.getTime(), delivery.kind === "failed" ? delivery.error : null, key);
}
