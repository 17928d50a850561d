import type { Database } from "bun:sqlite";

import init from "./migrations/0000_init.sql" with { type: "text" };
import { StorageError } from "./storage-error.ts";

/** In order; a migration that was released is never edited. */
const MIGRATIONS: readonly string[] = [init];

/**
 * Brings the database to this binary's schema in one transaction, and answers from which version. Throws StorageError
 * `database_newer`, having changed nothing, when a newer binary has been here.
 */
export function migrate(db: Database): number {
  const found = userVersion(db);
  if (found > MIGRATIONS.length) {
    throw new StorageError(
      "database_newer",
      `the database has schema ${found}, and this binary knows ${MIGRATIONS.length}: ` +
        `start the newer binary again, or restore the backup taken before the upgrade (${db.filename})`,
    );
  }
  if (found === MIGRATIONS.length) return found;
  db.transaction(() => {
    for (const migration of MIGRATIONS.slice(found)) db.run(migration);
    db.run(`pragma user_version = ${MIGRATIONS.length}`);
  }).immediate();
  return found;
}

function userVersion(db: Database): number {
  return db.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
}
