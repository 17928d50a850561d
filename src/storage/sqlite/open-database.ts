import { Database, SQLiteError } from "bun:sqlite";
import { join } from "node:path";

import type { OnLongWork } from "./long-work.ts";
import { migrate, requireSchema } from "./migrate.ts";
import { makeDataDir, makePrivateFile } from "./private-files.ts";
import { StorageError, unusable } from "./storage-error.ts";
import { writeNothing } from "./write-health.ts";
import { LONGEST_LOG } from "./write-log.ts";

/** Before 3.51.3 two connections that checkpoint at once could corrupt a WAL database. */
const OLDEST_SQLITE = "3.51.3";

/**
 * Opens the database in `dataDir` (made if missing, for its owner alone), migrated and ready: WAL, and a commit is on
 * disk when it returns. Throws StorageError, naming the path and the user, when it cannot be used.
 */
export function openDatabase(dataDir: string, onLongWork?: OnLongWork): Database {
  const path = join(dataDir, "countersign.db");
  try {
    makeDataDir(dataDir);
    makePrivateFile(path);
    return configure(new Database(path, { create: true, strict: true }), (db) =>
      prepareToWrite(db, onLongWork),
    );
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw unusable(path, cause);
  }
}

/**
 * Opens the database that is in `dataDir` beside the server that may be running on it, and leaves its schema alone.
 * Throws StorageError, `database_older` or `database_newer` where the schema is not this binary's.
 */
export function openBeside(dataDir: string): Database {
  const path = join(dataDir, "countersign.db");
  try {
    return configure(new Database(path, { create: false, readwrite: true, strict: true }), requireSchema);
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw unusable(path, cause);
  }
}

/** As openDatabase, kept in memory: for tests. */
export function openMemoryDatabase(): Database {
  return configure(new Database(":memory:", { strict: true }), prepareToWrite);
}

/** A disk that takes no write is found at the start, and not by the first click. */
function prepareToWrite(db: Database, onLongWork?: OnLongWork): void {
  migrate(db, onLongWork);
  writeNothing(db);
}

function configure(db: Database, prepare: (db: Database) => void): Database {
  try {
    for (const pragma of PRAGMAS) db.run(`pragma ${pragma}`);
    refuseOldSqlite(db);
    prepare(db);
    return db;
  } catch (fault) {
    db.close();
    throw fault;
  }
}

const PRAGMAS = [
  // Only a database without tables takes it over, or one that is vacuumed whole.
  "auto_vacuum = INCREMENTAL",
  "journal_mode = WAL",
  "synchronous = FULL",
  // Of the log: once a reader that held it up has gone, its file shrinks to this many bytes.
  `journal_size_limit = ${LONGEST_LOG}`,
  "busy_timeout = 250",
  "foreign_keys = ON",
  "trusted_schema = OFF",
  "cell_size_check = ON",
];

function refuseOldSqlite(db: Database): void {
  const version = db.query<{ v: string }, []>("select sqlite_version() v").get()?.v ?? "";
  if (Bun.semver.order(version, OLDEST_SQLITE) < 0) {
    throw new StorageError(
      "sqlite_too_old",
      `SQLite ${version} can corrupt a database; ${OLDEST_SQLITE} is needed`,
    );
  }
}

/**
 * Folds the log into the database and closes it: the one file holds everything, and can be copied alone. Where the disk takes
 * no more, the log stays beside it, for the next start to read.
 */
export function closeDatabase(db: Database): void {
  try {
    db.run("pragma wal_checkpoint(TRUNCATE)");
  } catch (fault) {
    if (!(fault instanceof SQLiteError)) throw fault;
  } finally {
    db.close();
  }
}
