import { statSync } from "node:fs";
import { join } from "node:path";

/** Bytes on disk of the database in `dataDir`, with the log of what is not yet in its file; 0 where there is none. */
export function databaseBytes(dataDir: string): number {
  const files = ["countersign.db", "countersign.db-wal"].map((name) => join(dataDir, name));
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
