import { type Database, SQLiteError } from "bun:sqlite";
import { accessSync, constants } from "node:fs";

import { NotRecordedError } from "../../not-recorded-error.ts";
import type { DiskReserve } from "./disk-reserve.ts";

/** What stands between a commit and the disk. */
export interface WriteHealth {
  /**
   * What a commit failed by, for those who waited for it: a NotRecordedError where the reason lies outside the database,
   * and undefined where room was made meanwhile, so that it can be tried again.
   */
  explain(fault: unknown): unknown;
  /** Why nothing can be written now, in one line, or undefined. */
  readonly fault: () => string | undefined;
  /** Why not even reading goes, or undefined. */
  readonly stuck: () => string | undefined;
}

/** Less than this, and what a small commit still finds room for a larger one does not. */
const ROOM_TO_WRITE = 2 ** 20;

/** Remembers a commit that failed until a write is seen to get through. */
export function createWriteHealth(db: Database, dataDir: string, reserve: DiskReserve): WriteHealth {
  let failing: { readonly code: string; readonly why: string } | undefined;

  function attemptToWrite(write: () => void): string | undefined {
    return attempt(() => {
      accessSync(dataDir, constants.W_OK);
      write();
    });
  }

  return {
    explain(fault) {
      const why = outsideReason(fault);
      if (why === undefined) return fault;
      const code = (fault as SQLiteError).code ?? "";
      if (code === FULL && reserve.release()) return undefined;
      failing = { code, why };
      return new NotRecordedError(why, { cause: fault });
    },
    fault() {
      if (failing === undefined) return attemptToWrite(() => db.run("begin immediate; rollback"));
      if (failing.code === FULL && reserve.free() < ROOM_TO_WRITE) return failing.why;
      const fault = attemptToWrite(() => writeNothing(db));
      if (fault === undefined) failing = undefined;
      return fault;
    },
    stuck: () => attempt(() => db.query("select 1 from sqlite_schema").get()),
  };
}

function attempt(step: () => void): string | undefined {
  try {
    step();
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

/** Goes all the way to the disk, and changes nothing. Throws what SQLite throws. */
export function writeNothing(db: Database): void {
  const version = db.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
  db.transaction(() => db.run(`pragma user_version = ${version}`)).immediate();
}

const FULL = "SQLITE_FULL";

/** By SQLite's primary codes. */
const REASONS: readonly (readonly [string, string])[] = [
  [FULL, "the server's disk is full"],
  ["SQLITE_READONLY", "the server's disk is read-only"],
  ["SQLITE_IOERR", "the server's disk fails"],
  ["SQLITE_CANTOPEN", "the server's disk fails"],
  ["SQLITE_BUSY", "another process holds the server's database (it is locked)"],
];

function outsideReason(fault: unknown): string | undefined {
  if (!(fault instanceof SQLiteError)) return undefined;
  return REASONS.find(([code]) => fault.code?.startsWith(code))?.[1];
}
