import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";

import init from "../../src/storage/sqlite/migrations/0000_init.sql" with { type: "text" };
import { openStorage } from "../../src/storage/sqlite/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after, click, deliverSend, newApproval, takeOne } from "./engine.ts";

/** A data directory as the first release left it: one approval, its card in the chat, and two effects that are owed. */
function firstRelease(): string {
  const dataDir = tempDir();
  const db = new Database(join(dataDir, "countersign.db"), { create: true });
  db.run(init);
  db.run("pragma user_version = 1");
  const { request, createdAt, expiresAt } = newApproval("apr_1");
  const progress = { stage: 0, stageStartedAt: createdAt.getTime(), escalated: false, reminders: 0 };
  db.query(
    `insert into approvals (id, status, revision, request, votes, progress, created_at, expires_at, next_at)
     values ('apr_1', 'pending', 1, ?1, '[]', ?2, ?3, ?4, ?4)`,
  ).run(JSON.stringify(request), JSON.stringify(progress), createdAt.getTime(), expiresAt.getTime());
  db.query(
    `insert into cards (id, approval_id, stage, "to", state, schema, message_id, chat_id, attempted, shown_revision)
     values ('crd_1', 'apr_1', 0, '{"chat_id":"oc_1"}', 'sent', '2.0', 'om_1', 'oc_1', 1, 1)`,
  ).run();
  const owe = db.query(
    `insert into outbox (key, kind, approval_id, due_at, attempts, version) values ('crd_1', ?, 'apr_1', ?, 0, 1)`,
  );
  owe.run("card.update", after(1).getTime());
  owe.run("card.settle", after(4.5).getTime());
  db.close();
  return dataDir;
}

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
