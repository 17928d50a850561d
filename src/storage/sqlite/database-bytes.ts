import { statSync } from "node:fs";
import { join } from "node:path";

/** Bytes on disk; 0 where there is none. */
export interface DatabaseBytes {
  readonly file: number;
  /** Of the log of what is committed and not yet in the file. */
  readonly log: number;
}

/** Of the database in `dataDir`. */
export function databaseBytes(dataDir: string): DatabaseBytes {
  const sizeOf = (name: string): number =>
    statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
  return { file: sizeOf("countersign.db"), log: sizeOf("countersign.db-wal") };
}
