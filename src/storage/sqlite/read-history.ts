import type { Database } from "bun:sqlite";

import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import type { Actor, HistoryEntry } from "../../approval/approval-store.ts";
import { audit } from "./schema/approval-tables.ts";

/** What the audit log tells of one subject, from its beginning. */
export function readHistory(client: Database, subject: string): readonly HistoryEntry[] {
  const rows = drizzle({ client })
    .select()
    .from(audit)
    .where(eq(audit.subject, subject))
    .orderBy(asc(audit.seq))
    .all();
  return rows.map(({ seq, at, type, actor, details }) => ({
    seq,
    at: new Date(at),
    type,
    actor: JSON.parse(actor) as Actor,
    details: JSON.parse(details) as Record<string, unknown>,
  }));
}
