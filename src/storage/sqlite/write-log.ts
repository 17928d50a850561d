import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";

/** SQLite's log beside the database: what is committed and not yet in its file. */
export interface WriteLog {
  /** What lets it grow, in one line, or undefined. */
  readonly fault: () => string | undefined;
  /** Moves what it can into the file, and cuts the log off if it is all moved. Waits for nobody. */
  fold(): void;
}

/** As `journal_size_limit`, to which SQLite itself cuts it off. */
export const LONGEST_LOG = 64 * 2 ** 20;

export function openWriteLog(db: Database): WriteLog {
  return {
    fault() {
      const size = statSync(`${db.filename}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (size <= LONGEST_LOG) return undefined;
      return `the log beside the database has ${Math.ceil(size / 2 ** 20)} MiB: another process reads it, and does not end`;
    },
    fold() {
      db.run("pragma busy_timeout = 0");
      try {
        db.run("pragma wal_checkpoint(TRUNCATE)");
      } finally {
        db.run("pragma busy_timeout = 250");
      }
    },
  };
}
