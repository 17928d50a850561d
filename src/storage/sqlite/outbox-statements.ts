import type { Database } from "bun:sqlite";

import type { Job } from "../../outbox/job.ts";
import { prepareAuditStatements } from "./append-audit.ts";
import { prepareMessageStatements } from "./outbox-messages.ts";

interface JobRow {
  readonly key: string;
  readonly kind: Job["kind"];
  readonly approval_id: string;
  readonly attempts: number;
  readonly version: number;
  readonly request_id: string | null;
}

interface CountRow {
  readonly kind: Job["kind"];
  readonly state: "due" | "waiting" | "leased";
  readonly count: number;
  readonly oldest: number;
}

/** Of two jobs of one key: the send, however late it is, for without its message nothing else can be done; else by time. */
const COMES_FIRST = `job.kind not in ('card.send', 'posting.send')
  and (other.kind in ('card.send', 'posting.send') or (other.due_at, other.kind) < (job.due_at, job.kind))`;

export function prepareOutboxStatements(db: Database) {
  return {
    ...prepareAuditStatements(db),
    messages: prepareMessageStatements(db),
    /** Due, held by nobody, and with no job of the same key that is held or comes first. */
    lease: db.prepare<JobRow, [number, number, number, number, number]>(
      `update outbox set leased_until = ?, attempts = attempts + 1 where (key, kind) in (
         select job.key, job.kind from outbox job
         where job.kind <> 'webhook.deliver' and job.due_at <= ? and (job.leased_until is null or job.leased_until <= ?)
           and not exists (
             select 1 from outbox other where other.key = job.key and other.kind <> job.kind
               and (other.leased_until > ? or (${COMES_FIRST})))
         order by job.due_at limit ?)
       returning key, kind, approval_id, attempts, version, request_id`,
    ),
    /** Owed again meanwhile it may be due later than that: an update that overtakes a click's answer is undone. */
    retry: db.prepare<never, [number, string, string, string]>(
      "update outbox set leased_until = null, due_at = max(due_at, ?), last_error = ? where key = ? and kind = ?",
    ),
    release: db.prepare<never, [string, string]>(
      "update outbox set leased_until = null, attempts = 0 where key = ? and kind = ?",
    ),
    /** What an update that is about to be finished leaves to be done after it. */
    oweSettle: db.prepare<never, [string, string, number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select key, 'card.settle', approval_id, settle_at, 0, 1, request_id from outbox
       where key = ? and kind = ? and version = ? and settle_at is not null
       on conflict do update set version = version + 1, attempts = 0, due_at = max(due_at, excluded.due_at),
         request_id = coalesce(excluded.request_id, request_id)`,
    ),
    finishVersion: db.prepare<never, [string, string, number]>(
      "delete from outbox where key = ? and kind = ? and version = ?",
    ),
    /** A job that waits for another of its key is not next: it comes with the end of that one. */
    nextDue: db.prepare<{ due_at: number | null }, []>(
      `select due_at from outbox job where kind <> 'webhook.deliver' and leased_until is null and not exists (
         select 1 from outbox other where other.key = job.key and other.kind <> job.kind
           and (other.leased_until is not null or (${COMES_FIRST})))
       order by due_at limit 1`,
    ),
    count: db.prepare<CountRow, [number, number]>(
      `select kind, case when leased_until > ? then 'leased' when due_at <= ? then 'due' else 'waiting' end state,
         count(*) count, min(due_at) oldest
       from (select kind, due_at, leased_until from outbox
             union all select 'event.handle', due_at, leased_until from inbox where settled_at is null)
       group by 1, 2`,
    ),
    /** What a dead process had sent may still be on its way, and overtake what is sent now: painted again after that. */
    settleLeased: db.prepare<never, [number]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id)
       select key, case when kind like 'posting.%' then 'posting.settle' else 'card.settle' end,
         approval_id, ?, 0, 1, request_id from outbox
       where leased_until is not null
         and kind in ('card.update', 'card.settle', 'posting.update', 'posting.settle')
       on conflict do update set due_at = max(due_at, excluded.due_at)`,
    ),
    releaseAll: db.prepare<never, []>("update outbox set leased_until = null where leased_until is not null"),
  };
}

export type OutboxStatements = ReturnType<typeof prepareOutboxStatements>;
