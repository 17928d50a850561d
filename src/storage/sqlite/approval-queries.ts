import type { Database } from "bun:sqlite";

import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import type { ApprovalStore } from "../../approval/approval-store.ts";
import type { Approval, Status } from "../../approval/approval.ts";
import { readHistory } from "./read-history.ts";
import { approvals } from "./schema/approval-tables.ts";

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

    history: async (id) => readHistory(client, id),
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
