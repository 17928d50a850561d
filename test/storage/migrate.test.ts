import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after, click, deliverSend, newApproval, takeOne } from "./engine.ts";
import { firstRelease } from "./first-release.ts";

test("A database of the first release keeps its approvals, their cards and what is owed of them", async () => {
  const storage = openStorage(firstRelease());
  expect(await storage.approvals.find("apr_1")).toEqual({
    ...newApproval("apr_1"),
    cards: [
      {
        id: "crd_1",
        stage: 0,
        to: { chat_id: "oc_1" },
        state: "sent",
        message_id: "om_1",
        chat_id: "oc_1",
        error: undefined,
        attempted: true,
        shownRevision: 1,
      },
    ],
  });
  // What the older binary owed, and a click of now that owes the same once more.
  await click(storage, "ev_1", { at: after(2), message_id: "om_1", settleAt: after(5.5) });
  const update = await takeOne(storage, 3);
  expect([update.kind, update.attempt]).toEqual(["card.update", 1]);
  await deliverSend(storage.outbox, update, 2);
  expect(await storage.outbox.lease(after(5.499), after(60), 10)).toEqual([]);
  const settle = await takeOne(storage, 5.5);
  expect(settle.kind).toBe("card.settle");
  await deliverSend(storage.outbox, settle, 2);
  expect(await storage.outbox.nextDue()).toBeUndefined();
  storage.close();
});

function snapshotsIn(dataDir: string): readonly string[] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith("countersign-before-"))
    .toSorted();
}

test("A migration keeps the database as it was, for its owner alone, and only the last two of these", () => {
  const dataDir = firstRelease();
  for (const old of [0, 1]) writeFileSync(join(dataDir, `countersign-before-${old}.db`), "of long ago");
  openStorage(dataDir).close();
  const [, kept = "", ...more] = snapshotsIn(dataDir);
  expect(more).toEqual([]);
  expect(statSync(join(dataDir, kept)).mode & 0o777).toBe(0o600);
  using snapshot = new Database(join(dataDir, kept), { readonly: true });
  expect(snapshot.query("pragma user_version").get()).toEqual({ user_version: 1 });
  expect(snapshot.query("select id from approvals").all()).toEqual([{ id: "apr_1" }]);
});

test("A new database and one of this schema are not copied", () => {
  const dataDir = tempDir();
  openStorage(dataDir).close();
  openStorage(dataDir).close();
  expect(snapshotsIn(dataDir)).toEqual([]);
});

test("The way back that a binary prints, which meets a newer schema, works as it stands", async () => {
  const dataDir = firstRelease();
  const storage = openStorage(dataDir);
  storage.close();
  const [snapshot = ""] = snapshotsIn(dataDir);
  const known = Number(/\d+/.exec(snapshot)?.[0]);
  // As a newer binary would leave it.
  renameSync(join(dataDir, snapshot), join(dataDir, `countersign-before-${known + 1}.db`));
  const newer = new Database(join(dataDir, "countersign.db"));
  newer.run("delete from cards");
  newer.run(`pragma user_version = ${known + 1}`);
  newer.close();
  const refusal = faultOf(() => openStorage(dataDir));
  const [, way = ""] = /: (cd .* countersign\.db) \(/.exec(refusal) ?? [];
  expect(Bun.spawnSync(["sh", "-c", way]).exitCode).toBe(0);
  const back = openStorage(dataDir);
  expect((await back.approvals.find("apr_1"))?.cards).toHaveLength(1);
  back.close();
});

function faultOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (fault) {
    return String(fault);
  }
  throw new Error("it did not refuse");
}
