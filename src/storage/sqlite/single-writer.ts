import { Database } from "bun:sqlite";
import { join } from "node:path";

import { makeDataDir } from "./open-database.ts";
import { StorageError } from "./storage-error.ts";

/**
 * Claims the data directory for this process, until `release` or its end, however sudden: the operating system keeps the
 * lock, so no stale one is left behind. Throws StorageError `database_in_use` when another server has it.
 */
export function claimDataDir(dataDir: string): { release(): void } {
  makeDataDir(dataDir);
  const lock = new Database(join(dataDir, "countersign.lock"), { create: true });
  try {
    lock.run("pragma locking_mode = EXCLUSIVE");
    lock.run("begin exclusive");
  } catch (cause) {
    lock.close();
    throw new StorageError("database_in_use", `another countersign server uses ${dataDir}: stop it first`, {
      cause,
    });
  }
  return { release: () => lock.close() };
}
