import { Database } from "bun:sqlite";
import { expect, onTestFinished, test } from "bun:test";
import { join } from "node:path";

import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after, TOKEN } from "./engine.ts";

const SENT = { messageId: "om_lark", chatId: "oc_1", shownRevision: 1 } as const;

/** A posting whose send call is under way, and the send. */
async function aSendUnderWay() {
  const dir = tempDir();
  const storage = openStorage(dir);
  onTestFinished(() => storage.close());
  const message = {
    id: "pmg_1",
    to: { chat_id: "oc_1" },
    state: "queued",
    attempted: false,
    shownRevision: 0,
  } as const;
  const posting = {
    id: "pst_1",
    card: {},
    revision: 1,
    actions: [],
    messages: [message],
    createdAt: after(0),
  };
  await storage.postings.create(posting, TOKEN);
  const [send] = await storage.outbox.lease(after(0), after(60), 9);
  if (send === undefined) throw new Error("a send was expected to be owed");
  const run = (sql: string): void => {
    const db = new Database(join(dir, "countersign.db"), { create: false, readwrite: true });
    db.run(sql);
    db.close();
  };
  const shown = async () => (await storage.postings.find("pst_1"))?.messages[0];
  return { ...storage, send, run, shown };
}

test("a posting's message may be in the chat from the moment that its send is taken", async () => {
  const { send, shown } = await aSendUnderWay();
  expect(send).toMatchObject({ kind: "posting.send", key: "pmg_1", subject: "pst_1", attempt: 1 });
  expect(await shown()).toMatchObject({ attempted: true, state: "queued" });
});

test("its update waits for its send, also while that waits to be tried again", async () => {
  const { outbox, send, run } = await aSendUnderWay();
  run(
    "insert into outbox (key, kind, approval_id, due_at, attempts, version) values ('pmg_1', 'posting.update', 'pst_1', 0, 0, 1)",
  );
  expect(await outbox.lease(after(9), after(60), 9)).toEqual([]);
  await outbox.settle(send, { kind: "retry", error: "timeout" }, after(2), after(30));
  expect(await outbox.lease(after(29), after(60), 9)).toEqual([]);
  expect(await outbox.nextDue()).toEqual(after(30));
  expect(await outbox.lease(after(30), after(60), 9)).toMatchObject([{ kind: "posting.send" }]);
});

test("which message it is, a click that was earlier than Lark's answer has said for good", async () => {
  const { outbox, send, run, shown } = await aSendUnderWay();
  run("update posted_messages set message_id = 'om_click'");
  await outbox.settle(send, { kind: "delivered", receipt: SENT }, after(2), after(2));
  expect(await shown()).toMatchObject({ message_id: "om_click", state: "sent", shownRevision: 1 });
});

test("nor has it failed, when a click has told that it is there", async () => {
  const { outbox, send, run, shown } = await aSendUnderWay();
  run("update posted_messages set message_id = 'om_click', state = 'sent'");
  await outbox.settle(send, { kind: "failed", error: "lark_230002" }, after(2), after(2));
  expect(await shown()).toMatchObject({ message_id: "om_click", state: "sent" });
});

test("its history has the end of each of its jobs", async () => {
  const { outbox, postings, send } = await aSendUnderWay();
  await outbox.settle(send, { kind: "delivered", receipt: SENT }, after(2), after(2));
  expect(await postings.history("pst_1")).toContainEqual(
    expect.objectContaining({
      type: "posting.send.delivered",
      details: expect.objectContaining({ card: "pmg_1", revision: 1 }),
    }),
  );
});

test.each(["om_new", "om_lark"])("what adopts the message %s is known by its request", async (message_id) => {
  const { outbox, postings, send } = await aSendUnderWay();
  await outbox.settle(send, { kind: "delivered", receipt: SENT }, after(2), after(2));
  const another = { id: "pst_2", card: {}, revision: 1, actions: [], messages: [], createdAt: after(3) };
  await postings.adopt(another, { message_id }, after(3), "req_1");
  expect(await outbox.lease(after(9), after(60), 9)).toMatchObject([
    { kind: "posting.update", requestId: "req_1" },
  ]);
});
