import type { Database } from "bun:sqlite";

import type { Actor } from "../../approval/approval-store.ts";
import { type AuditHead, NO_ROWS } from "../../audit/audit-row.ts";
import { hashRow } from "../../audit/hash-row.ts";

export interface AuditEntry {
  /** The id of what it tells of: an approval, or what an administrator changed. */
  readonly subject: string;
  /** The platform's, if it is one of its events that is told of. */
  readonly eventId?: string | undefined;
  readonly at: Date;
  readonly type: string;
  readonly actor: Actor;
  readonly details: object;
}

/** What appending takes, prepared once for a connection. */
export function prepareAuditStatements(db: Database) {
  return {
    auditHead: db.prepare<AuditHead, []>("select seq, hash from audit order by seq desc limit 1"),
    /** The law: an event that is in the audit log is not applied again. */
    appendAudit: db.prepare<never, [number, string, string | null, number, string, string, string, string]>(
      `insert into audit (seq, subject, event_id, at, type, actor, details, hash) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (subject, event_id) do nothing`,
    ),
  };
}

export type AuditStatements = ReturnType<typeof prepareAuditStatements>;

/**
 * The one way into the audit log: appends a row chained to the last one. To be called inside a transaction that was
 * begun `immediate`, so that the row read here is still the last one when this is written, whoever else writes. Answers
 * whether it was appended: an event that is in the log already is not told of again.
 */
export function appendAudit({ auditHead, appendAudit: insert }: AuditStatements, entry: AuditEntry): boolean {
  const last = auditHead.get() ?? NO_ROWS;
  const row = {
    seq: last.seq + 1,
    subject: entry.subject,
    // The hash is over what the database will give back, which has no halves of surrogate pairs.
    eventId: entry.eventId?.toWellFormed() ?? null,
    at: entry.at.getTime(),
    type: entry.type,
    actor: JSON.stringify(entry.actor),
    details: JSON.stringify(entry.details),
  };
  const { seq, subject, eventId, at, type, actor, details } = row;
  const hash = hashRow(last.hash, row);
  return insert.run(seq, subject, eventId, at, type, actor, details, hash).changes === 1;
}
