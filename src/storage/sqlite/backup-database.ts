import { Database } from "bun:sqlite";

import { type AuditHead, type AuditRow, NO_ROWS } from "../../audit/audit-row.ts";
import { verifyAudit } from "../../audit/verify-audit.ts";
import { createSqliteAuditTrail } from "./audit-trail.ts";
import { makePrivateFile } from "./private-files.ts";
import { StorageError, unusable } from "./storage-error.ts";

/** What a database holds, so that another can be compared with it. */
export interface DatabaseReport {
  readonly schema: number;
  readonly approvals: number;
  readonly pending: number;
  /** When the last row of the audit log was written, in milliseconds since 1970; null where there is none. */
  readonly until: number | null;
  readonly audit: { readonly count: number; readonly head: AuditHead };
}

const PAGE = 1_000;

/**
 * Copies the database to `to`, which is as it was at one moment, whole and without gaps, for its owner alone. A server
 * goes on writing meanwhile. Throws StorageError.
 */
export function copyDatabase(from: string, to: string): void {
  try {
    makePrivateFile(to);
    using db = new Database(from, { readonly: true, strict: true });
    db.run("vacuum into ?", [to]);
  } catch (cause) {
    throw unusable(from, cause);
  }
}

/**
 * Reads all of a database that nobody writes to: its pages, its references and the chain of its audit log. Throws
 * StorageError `database_damaged` when any of it is not as it was written.
 */
export function checkDatabase(path: string): DatabaseReport {
  try {
    using db = new Database(path, { readonly: true, strict: true });
    db.run("pragma cell_size_check = ON");
    const faults = db.query<{ integrity_check: string }, []>("pragma integrity_check(1)").all();
    const found = faults.find(({ integrity_check: text }) => text !== "ok");
    if (found !== undefined) throw damaged(path, found.integrity_check);
    const [orphan] = db.query<{ table: string }, []>("pragma foreign_key_check").all();
    if (orphan !== undefined) throw damaged(path, `a row of ${orphan.table} refers to nothing`);
    const { faults: broken, head, count } = verifyAudit(auditRows(db));
    if (broken[0] !== undefined) throw damaged(path, `of the audit log, ${broken[0].message}`);
    return { ...countRows(db), audit: { head, count } };
  } catch (cause) {
    throw cause instanceof StorageError ? cause : damaged(path, whyOf(cause), cause);
  }
}

/** What the audit log of a database tells of after `head`; undefined where it cannot be read, or has another history. */
export function countAfter(path: string, head: AuditHead): { rows: number; decisions: number } | undefined {
  try {
    using db = new Database(path, { readonly: true, strict: true });
    const there = db.query<{ hash: string }, [number]>("select hash from audit where seq = ?").get(head.seq);
    if ((there?.hash ?? NO_ROWS.hash) !== head.hash) return undefined;
    const sql =
      "select count(*) rows, count(*) filter (where type = 'decided') decisions from audit where seq > ?";
    return db.query<{ rows: number; decisions: number }, [number]>(sql).get(head.seq) ?? undefined;
  } catch {
    return undefined;
  }
}

function countRows(db: Database): Omit<DatabaseReport, "audit"> {
  const sql = `select (select user_version from pragma_user_version) schema, (select count(*) from approvals) approvals,
    (select count(*) from approvals where status = 'pending') pending,
    (select at from audit order by seq desc limit 1) until`;
  const counts = db.query<Omit<DatabaseReport, "audit">, []>(sql).get();
  if (counts === null) throw new Error("it cannot be counted");
  return counts;
}

function* auditRows(db: Database): Iterable<AuditRow> {
  const trail = createSqliteAuditTrail(db);
  for (let page = trail.after(0, PAGE); page.length > 0; page = trail.after(page.at(-1)?.seq ?? 0, PAGE))
    yield* page;
}

function damaged(path: string, why: string, cause?: unknown): StorageError {
  return new StorageError("database_damaged", `${path} is damaged: ${why}`, { cause });
}

function whyOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
