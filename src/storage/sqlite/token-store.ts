import type { Database } from "bun:sqlite";

import { and, asc, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import type { Bearer, Scope } from "../../api-token.ts";
import type { Actor } from "../../approval/approval-store.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { tokens } from "./schema/people-tables.ts";

/** An API token as it is kept: its SHA-256 and never itself. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly revokedAt?: Date | undefined;
}

export interface TokenStore {
  insert(record: TokenRecord, hash: string): void;
  /** The token with this hash, unless it was revoked. */
  find(hash: string): Bearer | undefined;
  list(): readonly TokenRecord[];
  /** Of the token with this id; one that is not kept here, such as that of the settings, is not. */
  isRevoked(id: string): boolean;
  /** Whether there was such a token in force. */
  revoke(id: string, at: Date): boolean;
}

/** Tokens are made where the data directory is. */
const LOCAL: Actor = { kind: "local" };

/** Each change and its row in the audit log are one commit. */
export function createSqliteTokenStore(client: Database): TokenStore {
  const db = drizzle({ client });
  const audit = prepareAuditStatements(client);
  const transact = <T>(work: () => T): T => client.transaction(work).immediate();
  const byHash = client.prepare<{ id: string; name: string; scopes: string }, [string]>(
    "select id, name, scopes from tokens where hash = ? and revoked_at is null",
  );
  const revoked = client.prepare<object, [string]>(
    "select 1 from tokens where id = ? and revoked_at is not null",
  );
  return {
    insert({ id, name, scopes, createdAt }, hash) {
      const by = { subject: id, at: createdAt, actor: LOCAL };
      const row = { id, name, hash, scopes: JSON.stringify(scopes), createdAt: createdAt.getTime() };
      transact(() => {
        db.insert(tokens).values(row).run();
        appendAudit(audit, { ...by, type: "token.created", details: { name, scopes } });
      });
    },
    find(hash) {
      const row = byHash.get(hash);
      if (row === null) return undefined;
      return { tokenId: row.id, tokenName: row.name, scopes: toScopes(row.scopes) };
    },
    isRevoked: (id) => revoked.get(id) !== null,
    list() {
      const rows = db.select().from(tokens).orderBy(asc(tokens.createdAt)).all();
      return rows.map(({ id, name, scopes, createdAt, revokedAt }) => ({
        id,
        name,
        scopes: toScopes(scopes),
        createdAt: new Date(createdAt),
        revokedAt: revokedAt === null ? undefined : new Date(revokedAt),
      }));
    },
    revoke(id, at) {
      const inForce = and(eq(tokens.id, id), isNull(tokens.revokedAt));
      return transact(() => {
        const ended = db.update(tokens).set({ revokedAt: at.getTime() }).where(inForce).returning().all();
        if (ended.length === 0) return false;
        return appendAudit(audit, { subject: id, at, type: "token.revoked", actor: LOCAL, details: {} });
      });
    },
  };
}

/** JSON that only this room writes. */
function toScopes(column: string): readonly Scope[] {
  return JSON.parse(column) as readonly Scope[];
}
