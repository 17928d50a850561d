import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";

import { unusable } from "./storage-error.ts";

/** The directory, for its owner alone. Throws StorageError `database_unusable`. */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

/**
 * The file, for its owner alone, empty if it was not there. To be called before SQLite opens it: the log that lies
 * beside it gets the mode that the database has then.
 */
export function makePrivateFile(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}
