import { describe, expect, test } from "bun:test";

import { aCard } from "../support/a-request.ts";
import {
  after,
  BEN,
  click,
  clickedOnItsWay,
  newApproval,
  type OpenEngine,
  openFor,
  save,
  sent,
  takeOne,
  TOKEN,
} from "./engine.ts";
/** What every storage engine owes those who carry out effects: each is taken by one, in order. */
export function outboxSuite(engineName: string, open: OpenEngine): void {
  describe(`an owed effect in ${engineName}`, () => {
    describe("that is taken", () => {
      test("is its taker's alone until the lease runs out, and then given again", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1"), TOKEN);
        expect(await outbox.lease(after(0), after(60), 10)).toMatchObject([{ attempt: 1 }]);
        expect(await outbox.lease(after(59.999), after(90), 10)).toEqual([]);
        expect(await outbox.lease(after(60), after(90), 10)).toMatchObject([{ attempt: 2 }]);
      });

      test("goes to one of those who ask at the same time", async () => {
        const { approvals, outbox } = openFor(open);
        for (let n = 0; n < 20; n++) await save(approvals, newApproval(`apr_${n}`), TOKEN);
        const takers = Array.from({ length: 9 }, () => outbox.lease(after(0), after(60), 3));
        const taken = (await Promise.all(takers)).map((jobs) => jobs.map(({ key }) => key));
        expect(new Set(taken.flat()).size).toBe(20);
        expect(taken.map(({ length }) => length)).toEqual([3, 3, 3, 3, 3, 3, 2, 0, 0]);
      });

      test("is due, and nothing else is given", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1", { createdAt: after(10) }), TOKEN);
        await save(approvals, newApproval("apr_2", { createdAt: after(5) }), TOKEN);
        expect(await outbox.lease(after(4.999), after(60), 10)).toEqual([]);
        expect((await outbox.lease(after(5), after(60), 10)).map(({ key }) => key)).toEqual(["crd_apr_2"]);
      });

      test("is what has waited longest", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1", { createdAt: after(10) }), TOKEN);
        await save(approvals, newApproval("apr_2", { createdAt: after(5) }), TOKEN);
        expect((await outbox.lease(after(20), after(60), 1)).map(({ key }) => key)).toEqual(["crd_apr_2"]);
      });

      test("for the first time as a send makes its card one whose message a click may tell", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1"), TOKEN);
        expect((await approvals.find("apr_1"))?.cards[0]?.attempted).toBe(false);
        await outbox.lease(after(0), after(60), 10);
        expect((await approvals.find("apr_1"))?.cards[0]?.attempted).toBe(true);
      });

      test("is given back with all others when the server starts anew", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1");
        await save(engine.approvals, newApproval("apr_2"), TOKEN);
        expect(await engine.outbox.lease(after(2), after(60), 10)).toHaveLength(2);
        await engine.outbox.releaseAll(after(2));
        expect(await engine.outbox.lease(after(2), after(60), 10)).toMatchObject([
          { attempt: 2 },
          { attempt: 2 },
        ]);
      });
    });

    test("that was under way when the process died is done once more after all that it had sent has arrived", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1");
      const [update] = await engine.outbox.lease(after(9), after(60), 10);
      if (update === undefined) throw new Error("an update was expected");
      await engine.outbox.releaseAll(after(9));
      const again = await takeOne(engine, 9);
      expect(again).toMatchObject({ kind: "card.update", key: update.key });
      await engine.outbox.settle(
        again,
        { kind: "delivered", receipt: { shownRevision: 2 } },
        after(9),
        after(9),
      );
      expect(await engine.outbox.lease(after(23), after(60), 10)).toEqual([]);
      expect(await takeOne(engine, 24)).toMatchObject({ kind: "card.settle", key: update.key });
    });

    describe("of one card", () => {
      test("waits for the one under way", async () => {
        const engine = openFor(open);
        await clickedOnItsWay(engine);
        expect(await engine.outbox.lease(after(9), after(60), 10)).toEqual([]);
      });

      test("waits for the send even while that waits to be tried again", async () => {
        const engine = openFor(open);
        const send = await clickedOnItsWay(engine);
        await engine.outbox.settle(send, { kind: "retry", error: "timeout" }, after(2), after(30));
        expect(await engine.outbox.lease(after(29), after(60), 10)).toEqual([]);
        expect(await engine.outbox.lease(after(30), after(60), 10)).toMatchObject([{ kind: "card.send" }]);
      });

      test("comes when the send is done, also where that was given up", async () => {
        for (const end of [{ kind: "delivered" }, { kind: "failed", error: "no_permission" }] as const) {
          const engine = openFor(open);
          const send = await clickedOnItsWay(engine);
          await engine.outbox.settle(send, end, after(2), after(2));
          expect(await engine.outbox.lease(after(9), after(60), 10)).toMatchObject([{ kind: "card.update" }]);
        }
      });

      test("keeps no other card waiting", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_2"));
        await clickedOnItsWay(engine);
        await click(engine, "ev_2", { approvalId: "apr_2" });
        expect((await engine.outbox.lease(after(9), after(60), 10)).map(({ key }) => key)).toEqual([
          "crd_apr_2",
        ]);
      });
    });

    describe("that is next", () => {
      test("is the one that is due first, and none when nothing is owed", async () => {
        const { approvals, outbox } = openFor(open);
        expect(await outbox.nextDue()).toBeUndefined();
        await save(approvals, newApproval("apr_1", { createdAt: after(10) }), TOKEN);
        await save(approvals, newApproval("apr_2", { createdAt: after(5) }), TOKEN);
        expect(await outbox.nextDue()).toEqual(after(5));
      });

      test("is none that somebody holds", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1"), TOKEN);
        await save(approvals, newApproval("apr_2", { createdAt: after(5) }), TOKEN);
        await outbox.lease(after(0), after(60), 1);
        expect(await outbox.nextDue()).toEqual(after(5));
      });

      test("is none that waits for another of its card, so that nobody looks for it in vain", async () => {
        const engine = openFor(open);
        const send = await clickedOnItsWay(engine);
        expect(await engine.outbox.nextDue()).toBeUndefined();
        await engine.outbox.settle(send, { kind: "retry", error: "timeout" }, after(2), after(30));
        expect(await engine.outbox.nextDue()).toEqual(after(30));
      });
    });

    test("is counted by kind and by whether it is due, waits for its time, or is under way", async () => {
      const engine = openFor(open);
      const { approvals, outbox } = engine;
      expect(await outbox.count(after(0))).toEqual([]);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1", { at: after(20) });
      for (const [id, seconds] of Object.entries({ apr_2: 3, apr_3: 2, apr_4: 50, apr_5: 1 })) {
        await save(approvals, newApproval(id, { createdAt: after(seconds) }), TOKEN);
      }
      await outbox.lease(after(1), after(60), 1);
      const counts = await outbox.count(after(10));
      expect(new Set(counts)).toEqual(
        new Set([
          { kind: "card.send", state: "leased", count: 1, oldestDueAt: after(1) },
          { kind: "card.send", state: "due", count: 2, oldestDueAt: after(2) },
          { kind: "card.send", state: "waiting", count: 1, oldestDueAt: after(50) },
          { kind: "card.update", state: "waiting", count: 1, oldestDueAt: after(20.3) },
        ]),
      );
    });

    test("is of the newest request that it is owed to, also when it is done once more", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      const settleAt = after(5);
      await click(engine, "ev_1", { by: BEN, requestId: "req_1", settleAt });
      expect(await takeOne(engine, 2)).toMatchObject({ kind: "card.update", requestId: "req_1" });
      await click(engine, "ev_2", { at: after(2), requestId: "req_2", settleAt });
      const [again] = await engine.outbox.lease(after(70), after(130), 10);
      expect(again).toMatchObject({ kind: "card.update", requestId: "req_2" });
      if (again !== undefined) await engine.outbox.settle(again, { kind: "delivered" }, after(71), after(71));
      expect(await takeOne(engine, 72)).toMatchObject({ kind: "card.settle", requestId: "req_2" });
    });

    test("is of the newest request for the cards that were not pressed too", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1", { cards: [aCard({ id: "crd_1" }), aCard({ id: "crd_2" })] }));
      await click(engine, "ev_1", { by: BEN, message_id: "om_1", requestId: "req_1" });
      await click(engine, "ev_2", { at: after(1.1), message_id: "om_1", requestId: "req_2" });
      const owed = await engine.outbox.lease(after(9), after(60), 10);
      expect(owed.map(({ requestId }) => requestId)).toEqual(["req_2", "req_2"]);
    });

    test("is owed for each card by itself", async () => {
      const engine = openFor(open);
      const cards = [aCard({ id: "crd_1" }), aCard({ id: "crd_2" })];
      await sent(engine, newApproval("apr_1", { cards }));
      await click(engine, "ev_1", { message_id: "om_1" });
      const [first, second] = await engine.outbox.lease(after(9), after(60), 10);
      if (first === undefined || second === undefined) throw new Error("two jobs were expected");
      expect(new Set([first.key, second.key])).toEqual(new Set(["crd_1", "crd_2"]));
      await engine.outbox.settle(
        first,
        { kind: "delivered", receipt: { shownRevision: 2 } },
        after(9),
        after(9),
      );
      await engine.outbox.releaseAll(after(9));
      expect((await takeOne(engine, 9)).key).toBe(second.key);
    });
  });
}
