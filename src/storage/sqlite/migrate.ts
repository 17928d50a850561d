import type { Database } from "bun:sqlite";

import { backUpBeforeMigration, wayBackTo } from "./backup-before-migration.ts";
import type { OnLongWork } from "./long-work.ts";
import init from "./migrations/0000_init.sql" with { type: "text" };
import inboxAndPostings from "./migrations/0001_inbox_and_postings.sql" with { type: "text" };
import speed from "./migrations/0002_speed.sql" with { type: "text" };
import followed from "./migrations/0003_followed.sql" with { type: "text" };
import serverKeys from "./migrations/0004_server_keys.sql" with { type: "text" };
import cardsApart from "./migrations/0005_cards_apart.sql" with { type: "text" };
import postedSettled from "./migrations/0006_posted_settled.sql" with { type: "text" };
import { bytesToSeal, requireRoom, usedBytes } from "./room.ts";
import { StorageError } from "./storage-error.ts";

/** In order; a migration that was released is never edited. */
const MIGRATIONS: readonly string[] = [
  init,
  inboxAndPostings,
  speed,
  followed,
  serverKeys,
  cardsApart,
  postedSettled,
];

/** From this one on, what is secret is sealed. */
const SEALED_SCHEMA = MIGRATIONS.indexOf(serverKeys) + 1;

/** The schema that this binary brings a database to. */
export const SCHEMA = MIGRATIONS.length;

/**
 * Brings the database to this binary's schema in one transaction, and answers from which version. One of an older schema
 * is copied before, beside itself. Throws StorageError, having changed nothing: `database_newer`, with the way back, when a
 * newer binary has been here, and `disk_full` where there is no room for all that the first start takes.
 */
export function migrate(db: Database, onLongWork: OnLongWork = () => {}): number {
  const found = userVersion(db);
  if (found > MIGRATIONS.length) {
    throw new StorageError(
      "database_newer",
      `the database has schema ${found}, and this binary knows ${MIGRATIONS.length}: ` +
        `start the newer binary again, or ${howToGoBack(db)} (${db.filename})`,
    );
  }
  if (found === MIGRATIONS.length) return found;
  if (found > 0) copyBefore(db, found, onLongWork);
  db.transaction(() => {
    for (const migration of MIGRATIONS.slice(found)) db.run(migration);
    db.run(`pragma user_version = ${MIGRATIONS.length}`);
  }).immediate();
  return found;
}

function copyBefore(db: Database, found: number, onLongWork: OnLongWork): void {
  const bytes = usedBytes(db);
  if (db.filename !== ":memory:") requireRoom(db, bytes + (found < SEALED_SCHEMA ? bytesToSeal(db) : 0));
  onLongWork({ what: `copying the database, which has schema ${found}, before it is changed`, bytes });
  backUpBeforeMigration(db, MIGRATIONS.length);
}

function howToGoBack(db: Database): string {
  const way = wayBackTo(MIGRATIONS.length, db);
  return way === undefined
    ? "restore the backup taken before the upgrade"
    : `lose what was decided since the upgrade: ${way}`;
}

/**
 * For those who work beside a server: the schema is the server's to change. Throws StorageError `database_newer` or
 * `database_older`, having changed nothing, unless it is this binary's.
 */
export function requireSchema(db: Database): void {
  const found = userVersion(db);
  if (found === MIGRATIONS.length) return;
  const [code, mend] =
    found > MIGRATIONS.length
      ? (["database_newer", "use the newer binary, which has been here"] as const)
      : ([
          "database_older",
          "use the older binary that serves it, or start the server with this one",
        ] as const);
  throw new StorageError(
    code,
    `the database has schema ${found}, and this binary knows ${MIGRATIONS.length}: ${mend} (${db.filename})`,
  );
}

function userVersion(db: Database): number {
  return db.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
}
