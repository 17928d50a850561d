import { Database } from "bun:sqlite";
import { describe, expect, onTestFinished, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { getTableConfig } from "drizzle-orm/sqlite-core";

import { openDatabase } from "../../src/storage/sqlite/open-database.ts";
import * as approvalTables from "../../src/storage/sqlite/schema/approval-tables.ts";
import * as inboxTables from "../../src/storage/sqlite/schema/inbox-tables.ts";
import * as keyTables from "../../src/storage/sqlite/schema/key-tables.ts";
import * as peopleTables from "../../src/storage/sqlite/schema/people-tables.ts";
import * as postingTables from "../../src/storage/sqlite/schema/posting-tables.ts";
import * as signatureTables from "../../src/storage/sqlite/schema/signature-tables.ts";
import * as webhookTables from "../../src/storage/sqlite/schema/webhook-tables.ts";
import { StorageError } from "../../src/storage/sqlite/storage-error.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newApproval, save, TOKEN } from "./engine.ts";

function open(dataDir: string): Database {
  const db = openDatabase(dataDir);
  onTestFinished(() => db.close());
  return db;
}

/** Opens the file as it is, without a part of ours. */
function bare(dataDir: string, work: (db: Database) => void): void {
  const db = new Database(join(dataDir, "countersign.db"), { create: true });
  work(db);
  db.close();
}

function refusal(attempt: () => unknown): StorageError {
  try {
    attempt();
  } catch (fault) {
    if (fault instanceof StorageError) return fault;
    throw fault;
  }
  throw new Error("was not refused");
}

describe("a database that is opened", () => {
  test.each<[string, string | number]>([
    ["auto_vacuum", 2],
    ["journal_mode", "wal"],
    ["synchronous", 2],
    ["foreign_keys", 1],
    ["trusted_schema", 0],
    ["cell_size_check", 1],
  ])("has %s %p in force", (pragma, value) => {
    expect(open(tempDir()).query(`pragma ${pragma}`).values()).toEqual([[value]]);
  });

  test("waits for another's lock, but not for long: everybody waits with it", () => {
    const [[ms] = []] = open(tempDir()).query("pragma busy_timeout").values();
    expect(ms).toBeWithin(1, 251);
  });

  test("takes no card without its approval", () => {
    const orphan =
      "insert into cards (id, approval_id, stage, \"to\", state, schema, attempted, shown_revision) values ('c', 'none', 0, '{}', 'queued', '2.0', 0, 0)";
    expect(() => open(tempDir()).run(orphan)).toThrow("FOREIGN KEY");
  });

  test("has the tables and columns of the schema, and no others", () => {
    const db = open(tempDir());
    const described = Object.values({
      ...approvalTables,
      ...inboxTables,
      ...keyTables,
      ...peopleTables,
      ...postingTables,
      ...signatureTables,
      ...webhookTables,
    }).map((table) => {
      const { name, columns } = getTableConfig(table);
      return [name, columns.map((column) => [column.name, Number(column.notNull)])];
    });
    const tables = db
      .query<{ name: string }, []>("select name from sqlite_schema where type = 'table' order by name")
      .all()
      .map(({ name }) => [
        name,
        db
          .query<{ name: string; notnull: number }, []>(`pragma table_info(${name})`)
          .all()
          .map((column) => [column.name, column.notnull]),
      ]);
    expect(Object.fromEntries(tables)).toEqual(Object.fromEntries(described));
  });

  test("is its owner's alone, in a directory that it makes", () => {
    const dataDir = join(tempDir(), "new", "data");
    open(dataDir);
    expect([mode(dataDir), ...modes(dataDir)]).toEqual(["700", "600"]);
  });

  test("is its owner's alone with all that lies beside it, in a directory open to all", () => {
    const dataDir = tempDir();
    chmodSync(dataDir, 0o777);
    const storage = openStorage(dataDir);
    onTestFinished(() => storage.close());
    expect(readdirSync(dataDir)).toContain("countersign.db-wal");
    expect(modes(dataDir)).toEqual(new Set(["600"]));
  });

  test("again is the same, with what was kept", async () => {
    const dataDir = tempDir();
    const first = openStorage(dataDir);
    await save(first.approvals, newApproval("apr_1"), TOKEN);
    first.close();
    const second = openStorage(dataDir);
    expect((await second.approvals.find("apr_1"))?.id).toBe("apr_1");
    second.close();
  });

  test("and closed is all in one file, which can be copied alone", async () => {
    const [dataDir, copy] = [tempDir(), tempDir()];
    const storage = openStorage(dataDir);
    await save(storage.approvals, newApproval("apr_1"), TOKEN);
    storage.close();
    copyFileSync(join(dataDir, "countersign.db"), join(copy, "countersign.db"));
    const copied = openStorage(copy);
    expect((await copied.approvals.find("apr_1"))?.id).toBe("apr_1");
    copied.close();
  });
});

describe("a database is refused", () => {
  test("that a newer binary has migrated: with the way back, and unchanged", async () => {
    const dataDir = tempDir();
    const storage = openStorage(dataDir);
    await save(storage.approvals, newApproval("apr_1"), TOKEN);
    storage.close();
    bare(dataDir, (db) => db.run("pragma user_version = 99"));
    const before = readFileSync(join(dataDir, "countersign.db"));
    const fault = refusal(() => openStorage(dataDir));
    expect(fault.code).toBe("database_newer");
    expect(fault.message).toContain("99");
    expect(fault.message).toContain("newer binary");
    expect(fault.message).toContain("backup");
    expect(fault.message).toContain(dataDir);
    expect(readFileSync(join(dataDir, "countersign.db")).equals(before)).toBe(true);
  });

  test("whose migration fails half-way, with nothing of it kept", () => {
    const dataDir = tempDir();
    bare(dataDir, (db) => db.run("create table tokens (mine text)"));
    const fault = refusal(() => openStorage(dataDir));
    expect([fault.code, fault.message.includes(dataDir)]).toEqual(["database_unusable", true]);
    bare(dataDir, (db) => {
      expect(db.query("select name from sqlite_schema where type = 'table'").values()).toEqual([["tokens"]]);
      expect(db.query("pragma user_version").values()).toEqual([[0]]);
    });
  });

  test("that is no database", () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, "countersign.db"), "once upon a time ".repeat(400));
    const fault = refusal(() => openStorage(dataDir));
    expect([fault.code, fault.message.includes(join(dataDir, "countersign.db"))]).toEqual([
      "database_unusable",
      true,
    ]);
  });

  test.each<[string, (dir: string) => string]>([
    ["a directory below a file", (dir) => join(dir, "file", "data")],
    ["a file in place of the directory", (dir) => join(dir, "file")],
    ["a directory that cannot be written to", () => "/proc"],
  ])("in %s, naming the path and the user", (_, path) => {
    const dir = tempDir();
    writeFileSync(join(dir, "file"), "");
    const fault = refusal(() => openStorage(path(dir)));
    expect(fault.code).toBe("database_unusable");
    expect(fault.message).toContain(path(dir));
    expect(fault.message).toContain(`uid ${process.getuid?.()}`);
  });

  test("in a directory where a directory has its place", () => {
    const dataDir = tempDir();
    mkdirSync(join(dataDir, "countersign.db"));
    expect(refusal(() => openStorage(dataDir)).message).toContain(join(dataDir, "countersign.db"));
  });

  test("and the directory is free again", () => {
    const dataDir = tempDir();
    openStorage(dataDir).close();
    let ours = 0;
    bare(dataDir, (db) => {
      ours = db.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
      db.run("pragma user_version = 99");
    });
    refusal(() => openStorage(dataDir));
    bare(dataDir, (db) => db.run(`pragma user_version = ${ours}`));
    openStorage(dataDir).close();
  });
});

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function modes(dir: string): Set<string> {
  return new Set(readdirSync(dir).map((name) => mode(join(dir, name))));
}
