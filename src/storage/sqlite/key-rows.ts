import type { Database } from "bun:sqlite";

import type { KeyKind, KnownKey } from "../../keys/server-keys.ts";

export interface KeyRow {
  readonly id: string;
  readonly kind: KeyKind;
  readonly secret: string | null;
  readonly public: string | null;
  readonly since: number;
  readonly until: number | null;
}

export function prepareKeyStatements(db: Database) {
  return {
    /** The newest first: in the order in which they were made, whatever the clock said then. */
    ofKind: db.prepare<KeyRow, [KeyKind]>("select * from server_keys where kind = ? order by rowid desc"),
    insertKey: db.prepare<never, [string, KeyKind, string | null, string | null, number]>(
      "insert into server_keys (id, kind, secret, public, since) values (?, ?, ?, ?, ?)",
    ),
    /** Whether the database is not new. */
    hasHistory: db.prepare<{ n: number }, []>(
      `select 1 as n from approvals union all select 1 from audit union all select 1 from inbox
       union all select 1 from handler_store limit 1`,
    ),
    /** Of a key that seals, `until` says that clear text from before it may lie in the file. */
    markUnclean: db.prepare<never, [string]>("update server_keys set until = since where id = ?"),
    unclean: db.prepare<{ id: string }, []>(
      "select id from server_keys where kind = 'seal' and until is not null",
    ),
    clean: db.prepare<never, []>("update server_keys set until = null where kind = 'seal'"),
    /** What was signed with it goes on being verified. */
    retireReceipt: db.prepare<never, [number]>(
      "update server_keys set secret = null, until = ? where kind = 'receipt' and secret is not null",
    ),
    endLinks: db.prepare<never, [number]>(
      "update server_keys set until = ? where kind = 'link' and until is null",
    ),
    dropLinks: db.prepare<never, [number]>("delete from server_keys where kind = 'link' and until <= ?"),
    dropSeal: db.prepare<never, [string]>("delete from server_keys where kind = 'seal' and id = ?"),
  };
}

export type KeyStatements = ReturnType<typeof prepareKeyStatements>;

export function toKnownKey({ id, kind, since, until }: KeyRow, isNewest: boolean): KnownKey {
  return { id, kind, since: new Date(since), until: until === null ? undefined : new Date(until), isNewest };
}
