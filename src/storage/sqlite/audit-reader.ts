import { Database } from "bun:sqlite";
import { join } from "node:path";

import type { Approval } from "../../approval/approval.ts";
import type { AuditRow } from "../../audit/audit-row.ts";
import { type ApprovalRow, toApproval } from "./approval-rows.ts";
import { createSqliteAuditTrail } from "./audit-trail.ts";
import { requireSchema } from "./migrate.ts";
import { StorageError, unusable } from "./storage-error.ts";

/** The log as it was at one moment, and the approvals that it tells of. */
export interface AuditReader {
  rows(): Iterable<AuditRow>;
  /** Without their cards. One whose row makes no sense is only its id. */
  approvals(): Iterable<Approval | Pick<Approval, "id">>;
  [Symbol.dispose](): void;
}

const PAGE = 1_000;

/** Reads beside a running server, and can write nothing. Throws StorageError. */
export function openAuditReader(dataDir: string): AuditReader {
  const path = join(dataDir, "countersign.db");
  let db: Database | undefined;
  try {
    db = new Database(path, { readonly: true, strict: true });
    requireSchema(db);
    // All that is read is of the moment of the first look, whatever is written meanwhile.
    db.run("begin");
    return reading(db);
  } catch (cause) {
    db?.close();
    throw cause instanceof StorageError ? cause : unusable(path, cause);
  }
}

function reading(db: Database): AuditReader {
  const trail = createSqliteAuditTrail(db);
  const approvals = db.prepare<ApprovalRow, [string, number]>(
    "select * from approvals where id > ? order by id limit ?",
  );
  return {
    rows: () =>
      inPages(
        0,
        (seq) => trail.after(seq, PAGE),
        ({ seq }) => seq,
      ),
    *approvals() {
      for (const row of inPages(
        "",
        (id) => approvals.all(id, PAGE),
        ({ id }) => id,
      ))
        yield toKnown(row);
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function toKnown(row: ApprovalRow): Approval | Pick<Approval, "id"> {
  try {
    return toApproval(row, []);
  } catch {
    return { id: row.id };
  }
}

function* inPages<T, K>(first: K, read: (after: K) => readonly T[], keyOf: (row: T) => K): Iterable<T> {
  for (let after = first; ;) {
    const page = read(after);
    const end = page.at(-1);
    if (end === undefined) return;
    yield* page;
    after = keyOf(end);
  }
}
