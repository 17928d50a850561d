import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { cancel } from "../../src/approval/decide.ts";
import type { Delivery } from "../../src/outbox/job.ts";
import { aCard, aRequest } from "../support/a-request.ts";
import {
  after,
  BEN,
  change,
  click,
  deliverSend,
  type Engine,
  newApproval,
  type OpenEngine,
  openFor,
  save,
  sent,
  takeOne,
  TOKEN,
} from "./engine.ts";
/** What every storage engine owes an effect that was carried out, or was not. */
export function settleSuite(engineName: string, open: OpenEngine): void {
  describe(`a settled effect in ${engineName}`, () => {
    describe("that is delivered", () => {
      test("is owed no more, and the card knows its message and what it shows", async () => {
        const engine = openFor(open);
        const { approvals, outbox } = engine;
        await save(approvals, newApproval("apr_1"), TOKEN);
        const receipt = { messageId: "om_1", chatId: "oc_1", shownRevision: 1 };
        await outbox.settle(await takeOne(engine, 0), { kind: "delivered", receipt }, after(1), after(1));
        expect((await approvals.find("apr_1"))?.cards).toMatchObject([
          { state: "sent", message_id: "om_1", chat_id: "oc_1", shownRevision: 1 },
        ]);
        expect(await outbox.lease(after(999), after(9999), 10)).toEqual([]);
      });

      test("without a receipt is owed no more and tells nothing new", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1");
        const before = await engine.approvals.find("apr_1");
        await engine.outbox.settle(await takeOne(engine, 2), { kind: "delivered" }, after(2), after(2));
        expect(await engine.approvals.find("apr_1")).toEqual(before);
        expect(await engine.outbox.nextDue()).toBeUndefined();
      });

      test("as a send that showed an older state owes an update", async () => {
        const engine = openFor(open);
        await save(engine.approvals, newApproval("apr_1"), TOKEN);
        const send = await takeOne(engine, 0);
        await change(engine, (approval) => cancel(approval, after(1)));
        await deliverSend(engine.outbox, send);
        expect(await takeOne(engine, 1)).toMatchObject({ kind: "card.update", attempt: 1 });
      });

      test("as a send whose message shows who knows what owes an update", async () => {
        const engine = openFor(open);
        await save(engine.approvals, newApproval("apr_1"), TOKEN);
        await deliverSend(engine.outbox, await takeOne(engine, 0), 0);
        expect(await engine.outbox.lease(after(1), after(60), 10)).toMatchObject([{ kind: "card.update" }]);
      });
    });

    describe("that is owed again", () => {
      test("before it was taken is carried out once", async () => {
        const engine = openFor(open);
        await sent(engine, forMany());
        await tenVotes(engine, after(1));
        const update = await takeOne(engine, 9);
        await engine.outbox.settle(update, shown(11), after(9), after(9));
        expect(await engine.outbox.nextDue()).toBeUndefined();
      });

      test("ten times while it is under way is carried out once more", async () => {
        const engine = openFor(open);
        await sent(engine, forMany());
        await click(engine, "ev_first", { at: after(1), by: BEN });
        const update = await takeOne(engine, 2);
        await tenVotes(engine, after(3));
        await engine.outbox.settle(update, shown(2), after(4), after(4));
        const more = await takeOne(engine, 9);
        expect([more.kind, more.attempt]).toEqual(["card.update", 1]);
        await engine.outbox.settle(more, shown(12), after(9), after(9));
        expect(await engine.outbox.nextDue()).toBeUndefined();
      });

      test.each<[string, Delivery]>([
        ["was delivered", shown(2)],
        ["was given up", { kind: "failed", error: "card_refused" }],
        ["failed for now", { kind: "retry", error: "timeout" }],
      ])("and %s meanwhile is still owed, and not before the later click's answer is out", async (_, end) => {
        const engine = openFor(open);
        await sent(engine, forMany());
        await click(engine, "ev_1", { at: after(1), by: BEN });
        const update = await takeOne(engine, 2);
        await click(engine, "ev_2", { at: after(3) });
        await engine.outbox.settle(update, end, after(3.1), after(3.2));
        expect(await engine.outbox.lease(after(3.299), after(60), 10)).toEqual([]);
        expect(await engine.outbox.lease(after(3.3), after(60), 10)).toMatchObject([{ kind: "card.update" }]);
      });
    });

    describe("that is owed once more because the client may have undone it", () => {
      test("is due when that was said, after the update", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1", { settleAt: after(4.5) });
        expect(await engine.outbox.nextDue()).toEqual(after(1.3));
        await engine.outbox.settle(await takeOne(engine, 2), shown(2), after(2), after(2));
        expect(await engine.outbox.lease(after(4.499), after(60), 10)).toEqual([]);
        expect(await takeOne(engine, 4.5)).toMatchObject({ kind: "card.settle", key: "crd_apr_1" });
      });

      test("is not made good by an update that was under way then", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1", { settleAt: after(4.5) });
        const update = await takeOne(engine, 2);
        expect(await engine.outbox.lease(after(5), after(60), 10)).toEqual([]);
        await engine.outbox.settle(update, shown(2), after(6), after(6));
        await engine.outbox.settle(await takeOne(engine, 6), shown(2), after(6), after(6));
        expect(await engine.outbox.nextDue()).toBeUndefined();
      });

      test("waits for the last update, where a later click came while one was under way", async () => {
        const engine = openFor(open);
        await sent(engine, forMany());
        await click(engine, "ev_1", { at: after(1), by: BEN, settleAt: after(4.5) });
        const update = await takeOne(engine, 2);
        await click(engine, "ev_2", { at: after(3), settleAt: after(6.5) });
        await engine.outbox.settle(update, shown(2), after(3.1), after(3.1));
        expect(await engine.outbox.count(after(3.1))).toMatchObject([{ kind: "card.update", count: 1 }]);
        await engine.outbox.settle(await takeOne(engine, 4), shown(3), after(4), after(4));
        expect(await engine.outbox.nextDue()).toEqual(after(6.5));
      });

      test("is for the card that was clicked, and for no other", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1", { cards: [aCard({ id: "crd_1" }), aCard({ id: "crd_2" })] }));
        await click(engine, "ev_1", { message_id: "om_2", settleAt: after(4.5) });
        for (const job of await engine.outbox.lease(after(2), after(60), 10))
          await engine.outbox.settle(job, shown(2), after(2), after(2));
        expect(await takeOne(engine, 5)).toMatchObject({ kind: "card.settle", key: "crd_2" });
      });

      test("is not owed by a click that changed nothing", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1", { by: { open_id: "ou_eve" }, settleAt: after(4.5) });
        expect(await engine.outbox.nextDue()).toBeUndefined();
      });
    });

    describe("that failed for now", () => {
      test("is given again when it is due, as another attempt", async () => {
        const engine = openFor(open);
        await save(engine.approvals, newApproval("apr_1"), TOKEN);
        const first = await takeOne(engine, 0);
        await engine.outbox.settle(first, { kind: "retry", error: "timeout" }, after(1), after(20));
        expect(await engine.outbox.lease(after(19.999), after(60), 10)).toEqual([]);
        const second = await takeOne(engine, 20);
        expect([second.key, second.attempt]).toEqual([first.key, 2]);
        expect((await engine.approvals.find("apr_1"))?.cards).toMatchObject([{ state: "queued" }]);
      });
    });

    describe("that failed for good", () => {
      test("as a send is owed no more, and its card has failed with the code", async () => {
        const engine = openFor(open);
        await save(engine.approvals, newApproval("apr_1"), TOKEN);
        const send = await takeOne(engine, 0);
        await engine.outbox.settle(send, { kind: "failed", error: "bot_not_in_chat" }, after(1), after(1));
        const [card] = (await engine.approvals.find("apr_1"))?.cards ?? [];
        expect([card?.state, card?.error]).toEqual(["failed", "bot_not_in_chat"]);
        expect(await engine.outbox.nextDue()).toBeUndefined();
        expect((await engine.approvals.history("apr_1")).at(-1)).toMatchObject({
          type: "card.send.failed",
          details: { error: "bot_not_in_chat" },
        });
      });

      test("as an update leaves the card sent, with the code, until an update comes through", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1");
        await engine.outbox.settle(
          await takeOne(engine, 2),
          { kind: "failed", error: "message_recalled" },
          after(2),
          after(2),
        );
        expect((await engine.approvals.find("apr_1"))?.cards).toMatchObject([
          { state: "sent", message_id: "om_apr_1", error: "message_recalled" },
        ]);
        await click(engine, "ev_2", { by: BEN, at: after(3) });
        await engine.outbox.settle(await takeOne(engine, 9), shown(3), after(9), after(9));
        expect((await engine.approvals.find("apr_1"))?.cards[0]?.error).toBeUndefined();
      });
    });
  });
}

async function tenVotes(engine: Engine, at: Date): Promise<void> {
  const people = Array.from({ length: 10 }, (_, n) => ({ open_id: `ou_${n}` }));
  await Promise.all(people.map((by, n) => click(engine, `ev_${n}`, { by, at })));
}

function forMany(): Approval {
  const approval = newApproval("apr_1");
  const policy = { approve: 99, reject: 1 };
  return { ...approval, request: aRequest({ approvers: "anyone", policy }) };
}

function shown(shownRevision: number): Delivery {
  return { kind: "delivered", receipt: { shownRevision } };
}
