import { expect, onTestFinished, test } from "bun:test";

import type { Delivery, Job } from "../../src/outbox/job.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after, TOKEN } from "./engine.ts";

const SHOWN: Delivery = { kind: "delivered", receipt: { shownRevision: 2 } };

/** A posted card in the chat. */
async function aPostedCard() {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  const { postings, outbox } = storage;
  const to = { chat_id: "oc_1" };
  const message = { id: "pmg_1", to, state: "queued", attempted: false, shownRevision: 0 } as const;
  const posting = { id: "pst_1", card: {}, revision: 1, actions: [], createdAt: after(0) };
  await postings.create({ ...posting, messages: [message] }, TOKEN);
  const lease = (at: number): Promise<readonly Job[]> => outbox.lease(after(at), after(at + 60), 9);
  const settle = (job: Job | undefined, at: number, delivery = SHOWN): Promise<void> => {
    if (job === undefined) throw new Error("a job was expected to be due");
    return outbox.settle(job, delivery, after(at), after(at));
  };
  const [send] = await lease(0);
  const sent = { messageId: "om_1", chatId: "oc_1", shownRevision: 1 };
  await settle(send, 0, { kind: "delivered", receipt: sent });
  /** By the API, or by a click that is answered with the card. */
  const change = (at: number, byAnswer = false): Promise<unknown> =>
    postings.change(
      {
        postingId: "pst_1",
        at: after(at),
        actor: TOKEN,
        type: byAnswer ? "clicked" : "replaced",
        clicked: byAnswer ? { message_id: "om_1" } : undefined,
        repaintAt: after(at),
      },
      () => ({ card: { at }, byAnswer }),
    );
  return { ...storage, lease, settle, change };
}

test("an update of a posted card that nobody pressed meanwhile is made once", async () => {
  const { postings, outbox, lease, settle, change } = await aPostedCard();
  await postings.pressed("om_1", after(15));
  await change(19);
  await settle((await lease(19))[0], 19);
  expect(await outbox.nextDue()).toBeUndefined();
});

test.each([
  ["shortly before it was pressed", 18, 20],
  ["while it was pressed", 21, 21],
  ["while its message was not known yet, and may have been pressed", 2, undefined],
])(
  "one that was made %s is made once more, when its client undoes nothing any more",
  async (_, at, pressed) => {
    const { postings, lease, settle, change } = await aPostedCard();
    if (pressed === at) await postings.pressed("om_1", after(20));
    await change(at);
    await settle((await lease(at))[0], at);
    if (pressed !== undefined && pressed !== at) await postings.pressed("om_1", after(pressed));
    const due = (pressed === undefined ? 0 : 20) + 3.5;
    expect(await lease(due - 0.001)).toEqual([]);
    expect(await lease(due)).toMatchObject([{ kind: "posting.settle", key: "pmg_1", subject: "pst_1" }]);
  },
);

test("what the answer to one click showed is painted after the next one, whose answer may have come before it", async () => {
  const { postings, outbox, lease, change } = await aPostedCard();
  await postings.pressed("om_1", after(20));
  await change(20, true);
  expect(await outbox.nextDue()).toBeUndefined();
  await postings.pressed("om_1", after(21));
  await change(21, true);
  expect(await lease(24.499)).toEqual([]);
  expect(await lease(24.5)).toMatchObject([{ kind: "posting.settle" }]);
});

test("an answer that showed the card, and that a process took with it, is made good by a paint", async () => {
  const { outbox, lease, change } = await aPostedCard();
  await change(20, true);
  await outbox.releaseAll(after(21));
  expect(await lease(24.5)).toMatchObject([{ kind: "posting.settle", key: "pmg_1" }]);
});

test("an update that a dead process had sent may overtake a newer one, and is followed by a paint", async () => {
  const { outbox, lease, settle, change } = await aPostedCard();
  await change(20);
  expect(await lease(20)).toHaveLength(1);
  await outbox.releaseAll(after(21));
  const [update] = await lease(21);
  expect(update).toMatchObject({ kind: "posting.update", attempt: 2 });
  await settle(update, 21);
  expect(await lease(35.999)).toEqual([]);
  expect(await lease(36)).toMatchObject([{ kind: "posting.settle" }]);
});

test("a clock that is set back puts no paint off", async () => {
  const { postings, putForward, lease, settle, change } = await aPostedCard();
  await postings.pressed("om_1", after(3_620));
  await putForward(3_600_000, after(20));
  await change(21);
  await settle((await lease(21))[0], 21);
  expect(await lease(23.5)).toMatchObject([{ kind: "posting.settle" }]);
});

test("a press of a message that is no posted card is none of its business", async () => {
  const { postings, outbox } = await aPostedCard();
  await postings.pressed("om_other", after(20));
  expect(await outbox.nextDue()).toBeUndefined();
});
