import type { Database } from "bun:sqlite";

import { and, asc, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";

import { tokens } from "./schema.ts";

/** An API token as it is kept: its SHA-256 and never itself. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date | undefined;
}

export interface TokenStore {
  insert(record: TokenRecord, hash: string): void;
  /** The id of the token with this hash, unless it was revoked. */
  findId(hash: string): string | undefined;
  list(): readonly TokenRecord[];
  /** Whether there was such a token in force. */
  revoke(id: string, at: Date): boolean;
}

export function createSqliteTokenStore(client: Database): TokenStore {
  const db = drizzle({ client });
  const byHash = client.prepare<{ id: string }, [string]>(
    "select id from tokens where hash = ? and revoked_at is null",
  );
  return {
    insert({ id, name, createdAt }, hash) {
      db.insert(tokens).values({ id, name, hash, createdAt: createdAt.getTime() }).run();
    },
    findId: (hash) => byHash.get(hash)?.id,
    list() {
      const rows = db.select().from(tokens).orderBy(asc(tokens.createdAt)).all();
      return rows.map(({ id, name, createdAt, revokedAt }) => ({
        id,
        name,
        createdAt: new Date(createdAt),
        revokedAt: revokedAt === null ? undefined : new Date(revokedAt),
      }));
    },
    revoke(id, at) {
      const inForce = and(eq(tokens.id, id), isNull(tokens.revokedAt));
      return db.update(tokens).set({ revokedAt: at.getTime() }).where(inForce).returning().all().length === 1;
    },
  };
}
