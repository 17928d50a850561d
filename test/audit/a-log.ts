import type { Database } from "bun:sqlite";
import { onTestFinished } from "bun:test";

import type { AuditRow } from "../../src/audit/audit-row.ts";
import {
  appendAudit,
  type AuditEntry,
  prepareAuditStatements,
} from "../../src/storage/sqlite/append-audit.ts";
import { createSqliteAuditTrail } from "../../src/storage/sqlite/audit-trail.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";

export interface Log {
  readonly db: Database;
  append(about?: Partial<AuditEntry>): boolean;
  rows(): readonly AuditRow[];
}

/** The real log in memory, with so many rows. */
export function aLog(count = 0): Log {
  const db = openMemoryDatabase();
  onTestFinished(() => db.close());
  const statements = prepareAuditStatements(db);
  const trail = createSqliteAuditTrail(db);
  const append = (about: Partial<AuditEntry> = {}): boolean =>
    db
      .transaction(() =>
        appendAudit(statements, {
          subject: "apr_1",
          at: new Date("2026-03-02T09:00:00Z"),
          type: "voted",
          actor: { kind: "person", open_id: "ou_ann" },
          details: { verdict: "approve", revision: 2 },
          ...about,
        }),
      )
      .immediate();
  for (let made = 1; made <= count; made++) append({ eventId: `ev_${made}`, subject: `apr_${made % 3}` });
  return { db, append, rows: () => trail.after(0, 100_000) };
}
