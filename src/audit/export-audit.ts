import { stringify } from "csv-stringify/sync";

import type { AuditRow } from "./audit-row.ts";

export type ExportFormat = "jsonl" | "csv";

/** A row for programs; the members that the hash is over, and nothing lost. */
export function auditJson({ seq, at, type, subject, eventId, actor, details, hash }: AuditRow) {
  return {
    seq,
    at: new Date(at).toISOString(),
    type,
    subject,
    event_id: eventId,
    actor: parse(actor),
    details: parse(details),
    hash,
  };
}

/**
 * The rows as text, a piece at a time: an object a line, or RFC 4180 with a head line. In CSV what a spreadsheet would
 * take for a formula has an apostrophe before it: reasons and names are other people's.
 */
export function* exportAudit(rows: Iterable<AuditRow>, format: ExportFormat): Iterable<string> {
  if (format === "csv") yield csvLine([...COLUMNS]);
  for (const row of rows) {
    yield format === "csv" ? csvLine(csvCells(row)) : `${JSON.stringify(auditJson(row))}\n`;
  }
}

const COLUMNS = ["seq", "at", "type", "subject", "event_id", "actor", "details", "hash"] as const;

function csvCells({ seq, at, type, subject, eventId, actor, details, hash }: AuditRow): readonly string[] {
  return [String(seq), new Date(at).toISOString(), type, subject, eventId ?? "", actor, details, hash];
}

function csvLine(cells: readonly string[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: "\r\n" });
}

/** What is no JSON was altered: it is shown as it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
