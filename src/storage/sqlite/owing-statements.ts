import type { Database } from "bun:sqlite";

/** What whoever sends messages takes: the debts to the outbox, and the keys under which they were asked for. */
export function prepareOwingStatements(db: Database) {
  return {
    /** Owed again while it is under way: the version grows, and settling the job keeps it. */
    owe: db.prepare<never, [string, string, string, number, string | null]>(
      `insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) values (?, ?, ?, ?, 0, 1, ?)
       on conflict do update set version = version + 1, attempts = 0, due_at = max(due_at, excluded.due_at),
         request_id = coalesce(excluded.request_id, request_id)`,
    ),
    keyed: db.prepare<{ digest: string; approval_id: string }, [string, string]>(
      "select digest, approval_id from idempotency_keys where scope = ? and key = ?",
    ),
    rememberKey: db.prepare<never, [string, string, string, string, number]>(
      "insert into idempotency_keys (scope, key, digest, approval_id, created_at) values (?, ?, ?, ?, ?)",
    ),
  };
}
