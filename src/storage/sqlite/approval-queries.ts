import type { Database } from "bun:sqlite";

import { and, asc, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import type { Actor, ApprovalStore } from "../../approval/approval-store.ts";
import type { Approval, Status } from "../../approval/approval.ts";
import { approvals, audit } from "./schema/approval-tables.ts";

/** The look-ups that nobody waits for in a chat. */
export function createApprovalQueries(
  client: Database,
  load: (id: string) => Approval | undefined,
): Pick<ApprovalStore, "list" | "history"> {
  const db = drizzle({ client });
  return {
    async list({ status, limit, after }) {
      const wanted = and(
        status && isInState(status),
        after === undefined ? undefined : lt(approvals.id, after),
      );
      const rows = db
        .select({ id: approvals.id })
        .from(approvals)
        .where(wanted)
        .orderBy(status === "pending" ? desc(PENDING_BY_ID) : desc(approvals.id))
        .limit(limit)
        .all();
      return rows.map(({ id }) => load(id)).filter((approval) => approval !== undefined);
    },

    async history(id) {
      const rows = db.select().from(audit).where(eq(audit.subject, id)).orderBy(asc(audit.seq)).all();
      return rows.map(({ seq, at, type, actor, details }) => ({
        seq,
        at: new Date(at),
        type,
        actor: JSON.parse(actor) as Actor,
        details: JSON.parse(details) as Record<string, unknown>,
      }));
    },
  };
}

/**
 * In the words of the partial indexes, which SQLite otherwise cannot use: it would look through every approval there is
 * for the few that are pending, and keep all callers waiting meanwhile.
 */
function isInState(status: Status): SQL | undefined {
  if (status === "pending") return sql`${approvals.status} = 'pending'`;
  return and(eq(approvals.status, status), sql`${approvals.status} <> 'pending'`);
}

/** With the sign it is no column that an index is in the order of: those that are pending are sorted instead. */
const PENDING_BY_ID = sql`+${approvals.id}`;
