import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { closeSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";

import { aBody, openWorld } from "../e2e/open-world.ts";
import { openStorage } from "../support/open-storage.ts";
import { doctor, quiet, settingsOf } from "./ask-doctor.ts";

function served(change: (db: Database) => void) {
  const env = quiet();
  const dataDir = env["COUNTERSIGN_DATA_DIR"] ?? "";
  openStorage(dataDir).close();
  using db = new Database(join(dataDir, "countersign.db"));
  change(db);
  return { env, file: join(dataDir, "countersign.db") };
}

async function linesOf(env: Readonly<Record<string, string>>, check: string): Promise<readonly string[]> {
  const { lines } = await doctor(env, "--offline");
  return lines.filter((line) => line.split(" ")[1] === `${check}:`);
}

describe("doctor, of a database", () => {
  test("names a page that is not what it was", async () => {
    const { env, file } = served((db) => {
      db.run("insert into tokens (id, name, hash, scopes, created_at) values ('tok_1', 'a', 'h', '[]', 1)");
      db.run("pragma wal_checkpoint(truncate)");
    });
    const at = readFileSync(file).lastIndexOf("tok_1");
    const fd = openSync(file, "r+");
    // The header of the index's page: what it holds does not count any more.
    writeSync(fd, Buffer.alloc(8, 0xff), 0, 8, at - (at % 4096));
    closeSync(fd);
    expect((await linesOf(env, "database"))[0]).toMatch(/^broken database: /);
  });

  test("names a row that points to none", async () => {
    const { env } = served((db) => {
      db.run("pragma foreign_keys = off");
      db.run(
        `insert into cards (id, approval_id, stage, "to", state, schema, attempted, shown_revision)
         values ('crd_1', 'apr_nobody', 0, '{}', 'queued', '2.0', 0, 0)`,
      );
    });
    expect((await linesOf(env, "database"))[0]).toMatch(
      /^broken database: row \d+ of cards names one of approvals that is not there \| keep it, and restore/,
    );
  });

  test("names a schema that another binary left", async () => {
    const { env } = served((db) => db.run("pragma user_version = 99"));
    expect((await linesOf(env, "database"))[0]).toMatch(/^broken database: the database has schema 99/);
  });

  test("names what is owed for long, a receiver that is gone, and one that fails", async () => {
    const { env } = served((db) => {
      const old = Date.now() - 7_200_000;
      db.run(
        `insert into outbox (key, kind, approval_id, due_at, attempts, version)
         values ('crd_1', 'card.send', 'apr_1', ${old}, 3, 1)`,
      );
      db.run(
        `insert into webhook_endpoints (id, url, secrets, created_at, disabled_at, disabled_why)
         values ('whk_gone', 'https://example.com', '[]', 1, 2, 'gone'), ('whk_off', 'https://example.com', '[]', 1, 2, 'by_request')`,
      );
      db.run(
        `insert into webhook_deliveries (id, endpoint_id, approval_id, url, type, state, attempts, last_error, created_at)
         values ('whd_1', 'whk_ill', 'apr_1', 'https://example.com/?token=secret', 'approval.decided', 'pending', 4, 'HTTP 500', ${old})`,
      );
    });
    expect(await linesOf(env, "outbox")).toEqual([
      expect.stringMatching(
        /^warning outbox: 1 of card\.send owed, the oldest due for 1(?:19|20) min, one tried 3 times/,
      ),
    ]);
    const receivers = await linesOf(env, "webhooks");
    expect(receivers).toEqual([
      expect.stringContaining("whk_gone said that it is gone"),
      expect.stringContaining("whk_ill: 1 not taken for an hour (HTTP 500)"),
    ]);
    expect(receivers.join("")).not.toContain("secret");
  });

  test("names a log that has grown", async () => {
    const env = quiet();
    const dataDir = env["COUNTERSIGN_DATA_DIR"] ?? "";
    const storage = openStorage(dataDir);
    truncateSync(join(dataDir, "countersign.db-wal"), 65 * 2 ** 20);
    const [line] = await linesOf(env, "database_log");
    storage.close();
    expect(line).toMatch(/^warning database_log: countersign.db-wal has 65 MiB/);
  });

  test("reads it while a server writes", async () => {
    await using world = await openWorld();
    const made = Promise.all(Array.from({ length: 20 }, () => world.client.create(aBody())));
    const lines = await linesOf(settingsOf(world), "database");
    await made;
    expect(lines[0]).toMatch(
      /^ok database: every page is whole, and the log's \d+ rows are as they were written/,
    );
  });
});
