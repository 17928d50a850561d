import { Database, SQLiteError } from "bun:sqlite";
import { describe, expect, onTestFinished, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";

import { openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

interface Open {
  readonly db: Database;
  readonly writes: WriteQueue;
  /** Writes one row of so many bytes. */
  readonly put: (bytes?: number) => Promise<unknown>;
  /** What somebody else sees who opens the same file. */
  readonly seen: () => number;
}

function open(): Open {
  const dataDir = tempDir();
  const db = openDatabase(dataDir);
  const other = new Database(join(dataDir, "countersign.db"), { readonly: true });
  onTestFinished(() => {
    other.close();
    db.close();
  });
  db.run("create table notes (text blob) strict");
  const writes = new WriteQueue(db);
  return {
    db,
    writes,
    put: (bytes = 8) => writes.run(() => db.run("insert into notes values (zeroblob(?))", [bytes])),
    seen: () => Number(other.query("select count(*) from notes").values()[0]?.[0]),
  };
}

function outcomes(results: readonly PromiseSettledResult<unknown>[]): readonly string[] {
  return results.map(({ status }) => status);
}

describe("the write queue", () => {
  test("has on disk what it says is written", async () => {
    const { put, seen } = open();
    await put();
    expect(seen()).toBe(1);
    await Promise.all([put(), put(), put()]);
    expect(seen()).toBe(4);
  });

  test("writes nothing before the turn ends, so that what gathers shares one commit", async () => {
    const { db, put, seen } = open();
    const log = `${db.filename}-wal`;
    const before = statSync(log).size;
    const gathered = Array.from({ length: 100 }, () => put());
    expect(seen()).toBe(0);
    await Promise.all(gathered);
    expect(seen()).toBe(100);
    const together = statSync(log).size - before;
    for (let n = 0; n < 3; n++) await put();
    expect(statSync(log).size - before - together).toBeGreaterThan(together);
  });

  test("answers each its own value, in the order of the calls", async () => {
    const { writes } = open();
    expect(await Promise.all([1, 2, 3].map((n) => writes.run(() => n)))).toEqual([1, 2, 3]);
  });

  test("takes what a step asks for while it runs, in a commit of its own", async () => {
    const { db, writes, put, seen } = open();
    let inner: Promise<unknown> | undefined;
    await writes.run(() => {
      inner ??= put();
      return db.run("insert into notes values (x'00')").changes;
    });
    await inner;
    expect(seen()).toBe(2);
  });

  test("keeps no part of a step that throws", async () => {
    const { db, writes, put, seen } = open();
    const half = writes.run(() => {
      db.run("insert into notes values (x'00')");
      throw new Error("half-way");
    });
    expect(outcomes(await Promise.allSettled([put(), half, put()]))).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(seen()).toBe(2);
  });
});

describe("a full disk", () => {
  test("refuses the whole batch with the reason, keeps what was there, and can be freed", async () => {
    const { db, put, seen } = open();
    await put();
    const pages = Number(db.query("pragma page_count").values()[0]?.[0]);
    db.run(`pragma max_page_count = ${pages + 2}`);
    const results = await Promise.allSettled([put(), put(1_000_000), put()]);
    expect(outcomes(results)).toEqual(["rejected", "rejected", "rejected"]);
    for (const result of results) {
      const code = result.status === "rejected" && result.reason instanceof SQLiteError && result.reason.code;
      expect(code).toBe("SQLITE_FULL");
    }
    expect(seen()).toBe(1);
    await put();
    db.run("pragma max_page_count = 100000");
    await put(1_000_000);
    expect(seen()).toBe(3);
  });
});

describe("another process that holds the database", () => {
  test("makes a commit fail within a moment, whole, and the next one succeed", async () => {
    const { db, put, seen } = open();
    const other = new Database(db.filename);
    other.run("begin immediate");
    expect(outcomes(await Promise.allSettled([put(), put()]))).toEqual(["rejected", "rejected"]);
    other.run("rollback");
    other.close();
    await put();
    expect(seen()).toBe(1);
  });

  test("is what the check says", () => {
    const dataDir = tempDir();
    const storage = openStorage(dataDir);
    expect(storage.check.fault()).toBeUndefined();
    const other = new Database(join(dataDir, "countersign.db"));
    other.run("begin immediate");
    expect(storage.check.fault()).toContain("locked");
    expect(storage.stuck()).toBeUndefined();
    other.run("rollback");
    other.close();
    expect(storage.check.fault()).toBeUndefined();
    storage.close();
  });
});

describe("a database that was closed", () => {
  test("refuses what comes after, and what was still waiting", async () => {
    const { db, put } = open();
    const waiting = put();
    db.close();
    expect(outcomes(await Promise.allSettled([waiting]))).toEqual(["rejected"]);
    expect(outcomes(await Promise.allSettled([put()]))).toEqual(["rejected"]);
  });
});
