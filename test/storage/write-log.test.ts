import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";

import { databaseBytes } from "../../src/storage/sqlite/database-bytes.ts";
import { openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { openWriteLog } from "../../src/storage/sqlite/write-log.ts";
import { tempDir } from "../support/temp-dir.ts";

const MIB = 2 ** 20;

test("A log that a reader lets grow past 64 MiB is told of, and is cut off once the reader has gone", () => {
  const dataDir = tempDir();
  using db = openDatabase(dataDir);
  const log = openWriteLog(db);
  db.run("create table notes (text blob)");
  const reader = new Database(join(dataDir, "countersign.db"), { readonly: true });
  reader.run("begin");
  reader.query("select count(*) from notes").get();
  for (let mib = 0; mib < 64; mib += 4) db.run("insert into notes values (zeroblob(?))", [4 * MIB]);
  expect(log.fault()).toMatch(/^the log beside the database has 6\d MiB: /);
  log.fold();
  expect(databaseBytes(dataDir).log).toBeGreaterThan(64 * MIB);
  reader.close();
  log.fold();
  expect([log.fault(), databaseBytes(dataDir).log]).toEqual([undefined, 0]);
  expect(databaseBytes(dataDir).file).toBeGreaterThan(64 * MIB);
});

test("A log of an ordinary day is not told of, and folding it keeps the wait for others as it was", () => {
  using db = openDatabase(tempDir());
  const log = openWriteLog(db);
  db.run("create table notes (text blob)");
  expect(log.fault()).toBeUndefined();
  log.fold();
  expect(db.query("pragma busy_timeout").values()).toEqual([[250]]);
});
