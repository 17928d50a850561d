import type { Database } from "bun:sqlite";

import type { DelegationStore } from "../../approval/delegation-store.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { type DelegationRow, toDelegation } from "./delegation-rows.ts";
import type { Writes } from "./write-queue.ts";

const COLUMNS = 'id, "from", "to", starts_at, ends_at, revoked_at';

/** Each change and its row in the audit log are one commit. */
export function createSqliteDelegationStore(db: Database, writes: Writes): DelegationStore {
  const statements = prepareAuditStatements(db);
  const insert = db.prepare<never, [string, string, string, string, number, number]>(
    'insert into delegations (id, "from", "to", to_open_id, starts_at, ends_at) values (?, ?, ?, ?, ?, ?)',
  );
  const byId = db.prepare<DelegationRow, [string]>(`select ${COLUMNS} from delegations where id = ?`);
  const newest = db.prepare<DelegationRow, [number]>(
    `select ${COLUMNS} from delegations order by id desc limit ?`,
  );
  const revoke = db.prepare<never, [number, string]>(
    "update delegations set revoked_at = ? where id = ? and revoked_at is null",
  );
  return {
    insert: ({ id, from, to, startsAt, endsAt }, at, actor) =>
      writes.run(() => {
        const [giver, taker] = [JSON.stringify(from), JSON.stringify(to)];
        insert.run(id, giver, taker, to.open_id ?? "", startsAt.getTime(), endsAt.getTime());
        const details = { from, to, starts_at: startsAt.toISOString(), ends_at: endsAt.toISOString() };
        appendAudit(statements, { subject: id, at, type: "delegation.created", actor, details });
      }),
    async find(id) {
      const row = byId.get(id);
      return row === null ? undefined : toDelegation(row);
    },
    list: async (limit) => newest.all(limit).map(toDelegation),
    revoke: (id, at, actor) =>
      writes.run(() => {
        if (revoke.run(at.getTime(), id).changes === 0) return false;
        return appendAudit(statements, {
          subject: id,
          at,
          type: "delegation.revoked",
          actor,
          details: {},
        });
      }),
  };
}
