import type { Database } from "bun:sqlite";

import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import type { Writes } from "./write-queue.ts";

export interface Retention {
  /**
   * One small step of forgetting what ended before `until`: approvals with their cards and deliveries, then deliveries and
   * idempotency keys of their own. Answers where the next step goes on; undefined once all was looked at. The audit log
   * keeps its rows, and tells of each approval that it is forgotten.
   */
  step(until: Date, now: Date, from?: Place): Promise<Place | undefined>;
  /**
   * One small step of giving room back to the disk: of the pages that forgetting freed all but a tenth of the file, which is
   * kept for what comes. Answers whether there is more to give.
   */
  giveBack(): Promise<boolean>;
}

interface Place {
  readonly table: "approvals" | (typeof BY_AGE)[number]["table"];
  /** The primary key of the last row that was looked at. */
  readonly after: readonly [string, string];
}

/** Rows that are looked at in one commit: a few milliseconds. */
const AT_ONCE = 50;

/** Of 4 KiB each, moved and cut off in one commit. */
const PAGES_AT_ONCE = 100;
const KEPT_FREE = 0.1;

/** What has an age of its own. A key stays while its approval does: a repeat is to be told from a new request. */
const BY_AGE = [
  { table: "webhook_deliveries", key: ["id", "id"], isOver: "state <> 'pending'" },
  {
    table: "idempotency_keys",
    key: ["scope", "key"],
    isOver: "not exists (select 1 from approvals where id = idempotency_keys.approval_id)",
  },
] as const;

export function createSqliteRetention(db: Database, writes: Writes): Retention {
  const approvals = prepareApprovals(db);
  const size = db.prepare<{ free: number; pages: number }, []>(
    "select freelist_count free, page_count pages from pragma_freelist_count, pragma_page_count",
  );
  const byAge = BY_AGE.map((one) => ({ ...prepareByAge(db, one), table: one.table }));

  function forgetApprovals(after: string, until: number, at: Date): Place | undefined {
    const looked = approvals.page.all(after, until, AT_ONCE);
    for (const { id, over } of looked) if (over === 1) forgetOne(approvals, id, at);
    const last = looked.at(-1);
    // What follows was made later still: to look for an older one would be to read all of the table.
    return last?.old === 1 ? { table: "approvals", after: [last.id, last.id] } : undefined;
  }

  function forgetByAge(index: number, after: Place["after"], until: number): Place | undefined {
    const statements = byAge[index];
    if (statements === undefined) return undefined;
    const looked = statements.page.all(...after, until, AT_ONCE);
    for (const { one, two, over } of looked) if (over === 1) statements.forget.run(one, two);
    const last = looked.at(-1);
    return last === undefined ? start(index + 1) : { table: statements.table, after: [last.one, last.two] };
  }

  function start(index: number): Place | undefined {
    const next = byAge[index];
    return next && { table: next.table, after: ["", ""] };
  }

  function excess(): number {
    const { free = 0, pages = 0 } = size.get() ?? {};
    return free - Math.ceil(pages * KEPT_FREE);
  }

  return {
    giveBack: () =>
      writes.run(() => {
        const before = excess();
        if (before <= 0) return false;
        db.run(`pragma incremental_vacuum(${Math.min(before, PAGES_AT_ONCE)})`);
        // A database of before has none of what that takes, and keeps its size.
        return excess() < before && excess() > 0;
      }),
    step: (until, now, { table, after } = { table: "approvals", after: ["", ""] }) =>
      writes.run(() =>
        table === "approvals"
          ? (forgetApprovals(after[0], until.getTime(), now) ?? start(0))
          : forgetByAge(
              byAge.findIndex((one) => one.table === table),
              after,
              until.getTime(),
            ),
      ),
  };
}

type ApprovalStatements = ReturnType<typeof prepareApprovals>;

function forgetOne(statements: ApprovalStatements, id: string, at: Date): void {
  statements.deliveries.run(id);
  statements.cards.run(id);
  statements.approval.run(id);
  appendAudit(statements, { subject: id, at, type: "forgotten", actor: { kind: "clock" }, details: {} });
}

function prepareApprovals(db: Database) {
  return {
    ...prepareAuditStatements(db),
    /**
     * Ids are in the order in which approvals were made: what was made after `until` has not ended before. One stays while
     * anything is owed of it, or a signature rests on it.
     */
    page: db.prepare<{ id: string; old: number; over: number }, [string, number, number]>(
      `select id, created_at < ?2 as old, status <> 'pending' and decided_at < ?2
         and not exists (select 1 from outbox where key in (select id from cards where approval_id = approvals.id))
         and not exists (select 1 from webhook_deliveries where approval_id = approvals.id and state = 'pending')
         and not exists (select 1 from signatures where approval_id = approvals.id) as over
       from approvals where id > ?1 order by id limit ?3`,
    ),
    deliveries: db.prepare<never, [string]>("delete from webhook_deliveries where approval_id = ?"),
    cards: db.prepare<never, [string]>("delete from cards where approval_id = ?"),
    approval: db.prepare<never, [string]>("delete from approvals where id = ?"),
  };
}

function prepareByAge(db: Database, { table, key: [one, two], isOver }: (typeof BY_AGE)[number]) {
  return {
    page: db.prepare<{ one: string; two: string; over: number }, [string, string, number, number]>(
      `select ${one} as one, ${two} as two, created_at < ?3 and ${isOver} as over from ${table}
       where (${one}, ${two}) > (?1, ?2) order by ${one}, ${two} limit ?4`,
    ),
    forget: db.prepare<never, [string, string]>(`delete from ${table} where ${one} = ? and ${two} = ?`),
  };
}
