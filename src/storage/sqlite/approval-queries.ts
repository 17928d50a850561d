import type { Database } from "bun:sqlite";

import { and, asc, desc, eq, lt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import type { Actor, ApprovalStore } from "../../approval/approval-store.ts";
import type { Approval } from "../../approval/approval.ts";
import { approvals, audit } from "./schema.ts";

/** The look-ups that nobody waits for in a chat. */
export function createApprovalQueries(
  client: Database,
  load: (id: string) => Approval | undefined,
): Pick<ApprovalStore, "list" | "history"> {
  const db = drizzle({ client });
  return {
    async list({ status, limit, after }) {
      const wanted = and(
        status === undefined ? undefined : eq(approvals.status, status),
        after === undefined ? undefined : lt(approvals.id, after),
      );
      const rows = db
        .select({ id: approvals.id })
        .from(approvals)
        .where(wanted)
        .orderBy(desc(approvals.id))
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
