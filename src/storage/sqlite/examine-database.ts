import { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { join } from "node:path";

import { requireSchema } from "./migrate.ts";
import { StorageError, unusable } from "./storage-error.ts";

/** What a look at the whole database found. */
export interface Examination {
  /** What SQLite finds wrong with its pages and indexes, and rows that name one which is not there. */
  readonly faults: readonly string[];
  /** Of each kind, the jobs that are due by `now` or were tried often. */
  readonly owed: readonly OwedJobs[];
  /** Receivers of webhooks that nobody switched off and that get nothing any more, by their ids. */
  readonly goneEndpoints: readonly string[];
  /** Receivers that have answered none of what they were told an hour ago or earlier. */
  readonly failingEndpoints: readonly FailingEndpoint[];
  /** Bytes of the log of what is not yet in the file. */
  readonly logBytes: number;
}

interface OwedJobs {
  readonly kind: string;
  readonly count: number;
  readonly oldestDueAt: Date;
  /** Of the one that was tried most. */
  readonly attempts: number;
}

interface FailingEndpoint {
  /** Null for a request's own. */
  readonly id: string | null;
  readonly count: number;
  readonly error: string | null;
}

/** Attempts that a card's job does not need while Lark is well. */
export const OFTEN = 8;
const AN_HOUR = 3_600_000;

/** How many faults are named: a torn file has thousands. */
const MOST_FAULTS = 5;

/**
 * Reads every page beside a running server, which goes on writing meanwhile, and changes nothing. Throws StorageError
 * where the file is no database, or none of this binary's schema.
 */
export function examineDatabase(dataDir: string, now: Date): Examination {
  const path = join(dataDir, "countersign.db");
  try {
    using db = new Database(path, { readonly: true, strict: true });
    // What a server holds for a moment is waited for.
    db.run("pragma busy_timeout = 5000");
    requireSchema(db);
    return {
      faults: [...damage(db), ...danglingRows(db)],
      owed: owedJobs(db, now),
      goneEndpoints: db
        .query<{ id: string }, []>("select id from webhook_endpoints where disabled_why = 'gone'")
        .all()
        .map(({ id }) => id),
      failingEndpoints: failingEndpoints(db, now),
      logBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    };
  } catch (cause) {
    throw cause instanceof StorageError ? cause : unusable(path, cause);
  }
}

function damage(db: Database): readonly string[] {
  const rows = db.query<{ integrity_check: string }, []>(`pragma integrity_check(${MOST_FAULTS})`).all();
  return rows.map((row) => row.integrity_check).filter((said) => said !== "ok");
}

function danglingRows(db: Database): readonly string[] {
  const rows = db
    .query<{ table: string; rowid: number; parent: string }, []>("pragma foreign_key_check")
    .all();
  return rows
    .slice(0, MOST_FAULTS)
    .map(({ table, rowid, parent }) => `row ${rowid} of ${table} names one of ${parent} that is not there`);
}

function owedJobs(db: Database, now: Date): readonly OwedJobs[] {
  const rows = db
    .query<{ kind: string; count: number; oldest: number; attempts: number }, [number, number]>(
      `select kind, count(*) count, min(due_at) oldest, max(attempts) attempts from outbox
       where due_at <= ? or (attempts >= ? and kind <> 'webhook.deliver') group by kind order by kind`,
    )
    .all(now.getTime(), OFTEN);
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestDueAt: new Date(oldest) }));
}

function failingEndpoints(db: Database, now: Date): readonly FailingEndpoint[] {
  return db
    .query<FailingEndpoint, [number]>(
      `select endpoint_id id, count(*) count, max(last_error) error from webhook_deliveries
       where state = 'pending' and attempts > 0 and created_at < ? group by endpoint_id order by endpoint_id`,
    )
    .all(now.getTime() - AN_HOUR);
}
