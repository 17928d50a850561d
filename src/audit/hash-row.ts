import { hash } from "node:crypto";

import type { AuditRow } from "./audit-row.ts";

/**
 * The hash that chains a row to the one before: SHA-256, in hex, over the JSON array of the previous row's hash ("" for
 * the first) and all of this row, in the order below and without spaces. The array keeps each member apart from the next.
 */
export function hashRow(previous: string, row: Omit<AuditRow, "hash">): string {
  const { seq, subject, eventId, at, type, actor, details } = row;
  return hash("sha256", JSON.stringify([previous, seq, subject, eventId, at, type, actor, details]), "hex");
}
