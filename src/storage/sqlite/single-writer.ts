import { Database, SQLiteError } from "bun:sqlite";
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

function isHeld(cause: unknown): boolean {
  return cause instanceof SQLiteError && cause.code === "SQLITE_BUSY";
}

function inUse(dataDir: string, cause: unknown): StorageError {
  return new StorageError("database_in_use", `another countersign server uses ${dataDir}: stop it first`, {
    cause,
  });
}
