import { describe, expect, test } from "bun:test";

import {
  after,
  change,
  click,
  clickedOnItsWay,
  deliverSend,
  newApproval,
  type OpenEngine,
  openFor,
  save,
  sent,
  TOKEN,
} from "./engine.ts";

/** What every storage engine owes a card that is clicked before its send call was answered. */
export function earlyClickSuite(engineName: string, open: OpenEngine): void {
  describe(`a card clicked before its send call was answered, in ${engineName},`, () => {
    test("learns its message from the click, and owes that an update", async () => {
      const engine = openFor(open);
      const job = await clickedOnItsWay(engine);
      expect((await engine.approvals.find("apr_1"))?.cards).toMatchObject([
        { state: "sent", message_id: "om_new", chat_id: "oc_1" },
      ]);
      await engine.outbox.settle(job, { kind: "retry", error: "timeout" }, after(2), after(2));
      // Due after the update that it owes, and still before it.
      const [again] = await engine.outbox.lease(after(2), after(60), 10);
      expect(again?.kind).toBe("card.send");
    });

    test("keeps that message whatever the send call says later", async () => {
      const engine = openFor(open);
      const job = await clickedOnItsWay(engine);
      await deliverSend(engine.outbox, job);
      expect((await engine.approvals.find("apr_1"))?.cards[0]?.message_id).toBe("om_new");
      expect(await engine.outbox.lease(after(9), after(60), 10)).toMatchObject([{ kind: "card.update" }]);
    });

    test("is not failed by a send call that goes on to fail: the message is there", async () => {
      const engine = openFor(open);
      const job = await clickedOnItsWay(engine);
      await engine.outbox.settle(job, { kind: "failed", error: "no_permission" }, after(2), after(2));
      const [card] = (await engine.approvals.find("apr_1"))?.cards ?? [];
      expect([card?.state, card?.error]).toEqual(["sent", undefined]);
      expect(await engine.outbox.lease(after(9), after(60), 10)).toMatchObject([{ kind: "card.update" }]);
    });

    test("does not take the message of another approval's card", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_2"));
      await save(engine.approvals, newApproval("apr_1"), TOKEN);
      await engine.outbox.lease(after(0), after(60), 1);
      const before = await engine.approvals.find("apr_1");
      for (const replayed of [false, true]) {
        const commit = await click(engine, "ev_1", { message_id: "om_apr_2" });
        expect(commit).toMatchObject({ replayed, outcome: { kind: "not_our_message" } });
      }
      expect(await engine.approvals.find("apr_1")).toEqual(before);
    });

    test("is known by that message from then on, whatever a step says", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await change(engine, (approval) => ({
        kind: "voted",
        approval: {
          ...approval,
          revision: approval.revision + 1,
          cards: approval.cards.map((card) => Object.assign({}, card, { message_id: "om_other" })),
        },
      }));
      expect((await engine.approvals.find("apr_1"))?.cards[0]?.message_id).toBe("om_apr_1");
    });
  });
}
