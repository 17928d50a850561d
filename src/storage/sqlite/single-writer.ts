import { Database, SQLiteError } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { makeDataDir, makePrivateFile } from "./private-files.ts";
import { StorageError, unusable } from "./storage-error.ts";

/**
 * Claims the data directory for this process, until `release` or its end, however sudden: the operating system keeps the
 * lock, so no stale one is left behind. Throws StorageError `database_in_use` when another server has it, and
 * `database_unusable`.
 */
export function claimDataDir(dataDir: string): { release(): void } {
  makeDataDir(dataDir);
  const path = join(dataDir, "countersign.lock");
  let lock: Database | undefined;
  try {
    makePrivateFile(path);
    lock = new Database(path, { create: true });
    lock.run("pragma locking_mode = EXCLUSIVE");
    lock.run("begin exclusive");
  } catch (cause) {
    lock?.close();
    throw isHeld(cause) ? inUse(dataDir, cause) : unusable(path, cause);
  }
  const held = lock;
  return { release: () => held.close() };
}

/** Lies in a data directory while files of a backup take the place of its own. */
export const UNFINISHED = "restore.unfinished";

/** Throws StorageError `restore_unfinished` where a restore was cut off: the files may be of two servers. */
export function refuseHalfRestored(dataDir: string): void {
  if (!existsSync(join(dataDir, UNFINISHED))) return;
  throw new StorageError("restore_unfinished", `a restore into ${dataDir} was cut off: run it again`);
}

function isHeld(cause: unknown): boolean {
  return cause instanceof SQLiteError && cause.code === "SQLITE_BUSY";
}

function inUse(dataDir: string, cause: unknown): StorageError {
  return new StorageError("database_in_use", `another countersign server uses ${dataDir}: stop it first`, {
    cause,
  });
}
