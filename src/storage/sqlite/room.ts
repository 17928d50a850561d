import type { Database } from "bun:sqlite";
import { statfsSync } from "node:fs";
import { dirname } from "node:path";

import { SEALED_COLUMNS } from "./sealed-places.ts";
import { StorageError } from "./storage-error.ts";

const MIB = 2 ** 20;

/** A sealed value is its text in base64, and may be the only one that is changed in its page. */
const GROWN = 1.4;

/** Bytes of what is in the database, without its free pages. */
export function usedBytes(db: Database): number {
  const sql = `select (page_count - freelist_count) * page_size as bytes
    from pragma_page_count, pragma_freelist_count, pragma_page_size`;
  return db.query<{ bytes: number }, []>(sql).get()?.bytes ?? 0;
}

/** Bytes that this process may still write beside the database. */
export function freeBeside(db: Database): number {
  const { bavail, bsize } = statfsSync(dirname(db.filename));
  return bavail * bsize;
}

/** What it takes at the most to seal all that is in the clear: it is in the log first, and in the file then. */
export function bytesToSeal(db: Database): number {
  const has = db.prepare<{ n: number }, [string]>("select 1 as n from sqlite_schema where name = ?");
  const columns = SEALED_COLUMNS.filter(({ table }) => has.get(table) !== null);
  const sums = columns.map(({ table, column }) =>
    db
      .query<{ bytes: number | null }, [number]>(
        `select sum(octet_length(${column}) * ${GROWN} + ?) as bytes from ${table} where ${column} is not null`,
      )
      .get(pageSize(db)),
  );
  return 2 * sums.reduce((sum, found) => sum + (found?.bytes ?? 0), 0);
}

/** Throws StorageError `disk_full`. To be asked before anything is changed. */
export function requireRoom(db: Database, bytes: number): void {
  const free = freeBeside(db);
  if (free >= bytes) return;
  throw new StorageError(
    "disk_full",
    `this version has to change ${db.filename}, which takes ${inMib(bytes)} on its disk, and ${inMib(free)} are free: ` +
      "nothing was changed, and the older version goes on with it",
  );
}

export function inMib(bytes: number): string {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

function pageSize(db: Database): number {
  return db.query<{ page_size: number }, []>("pragma page_size").get()?.page_size ?? 0;
}
