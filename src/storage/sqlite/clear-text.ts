import { type Database, SQLiteError } from "bun:sqlite";
import { dirname } from "node:path";

import type { KeyStatements } from "./key-rows.ts";
import type { OnLongWork } from "./long-work.ts";
import { freeBeside, inMib, usedBytes } from "./room.ts";

/**
 * What was deleted or replaced before all was sealed lies between the rows still, and in the log: the file is written anew
 * without it. Cut off anywhere, or without the room for it, this is done again at the next start.
 */
export function leaveNoClearText(
  db: Database,
  { unclean, clean }: Pick<KeyStatements, "unclean" | "clean">,
  onLongWork: OnLongWork,
): void {
  if (unclean.get() === null) return;
  try {
    // What sealing has left in the log, or a start that was cut off, takes room too.
    fold(db);
    if (freeBeside(db) < bytesToRewrite(db)) return;
    onLongWork({ what: "writing the database anew, without what it had in the clear", bytes: usedBytes(db) });
    vacuumBeside(db);
    // A reader beside it may need the log still.
    if (fold(db)) clean.run();
  } catch (fault) {
    if (!(fault instanceof SQLiteError && fault.code === "SQLITE_FULL")) throw fault;
  }
}

/** That there may be clear text in the file, in one line, or undefined. */
export function findClearText(db: Database, { unclean }: Pick<KeyStatements, "unclean">): string | undefined {
  if (unclean.get() === null) return undefined;
  const takes = inMib(bytesToRewrite(db));
  return `what an older version kept in the clear may be in free pages of ${db.filename} still: start again with ${takes} free on its disk, and no other program reading it`;
}

/** The new file, and then all of it once more in the log. */
function bytesToRewrite(db: Database): number {
  return 2 * usedBytes(db);
}

/** Moves the log into the file. Whether all of it. */
function fold(db: Database): boolean {
  return db.query<{ busy: number }, []>("pragma wal_checkpoint(TRUNCATE)").get()?.busy === 0;
}

/** SQLite would make the new file in /var/tmp or /tmp, which may be small, or memory. */
function vacuumBeside(db: Database): void {
  db.run(`pragma temp_store_directory = '${dirname(db.filename).replaceAll("'", "''")}'`);
  try {
    db.run("vacuum");
  } finally {
    db.run("pragma temp_store_directory = ''");
  }
}
