import { describe, expect, test } from "bun:test";

import type { Step } from "../../src/approval/approval-store.ts";
import { cancel } from "../../src/approval/decide.ts";
import { aCard } from "../support/a-request.ts";
import {
  after,
  BEN,
  change,
  click,
  deliverSend,
  newApproval,
  type OpenEngine,
  openFor,
  save,
  sent,
  TOKEN,
} from "./engine.ts";
/** What every storage engine owes a step that changes an approval: all of it once, or nothing. */
export function commitSuite(engineName: string, open: OpenEngine): void {
  describe(`a change in ${engineName}`, () => {
    describe("being decided", () => {
      test("is saved as the step made it, and owes its card an update no sooner than it was said", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        const commit = await click(engine, "ev_1");
        expect(commit).toMatchObject({ kind: "committed", replayed: false, outcome: { kind: "voted" } });
        expect(await engine.approvals.find("apr_1")).toEqual(
          commit.kind === "committed" ? commit.outcome.approval : undefined,
        );
        expect(await engine.outbox.lease(after(1.299), after(60), 10)).toEqual([]);
        expect(await engine.outbox.lease(after(1.3), after(60), 10)).toMatchObject([
          { kind: "card.update", key: "crd_apr_1", subject: "apr_1", attempt: 1 },
        ]);
      });

      test("owes an update to each card that is there, and to none that is still to be sent", async () => {
        const engine = openFor(open);
        const cards = [aCard({ id: "crd_1" }), aCard({ id: "crd_2" }), aCard({ id: "crd_3" })];
        await save(engine.approvals, newApproval("apr_1", { cards }), TOKEN);
        for (const job of await engine.outbox.lease(after(0), after(60), 2))
          await deliverSend(engine.outbox, job);
        await click(engine, "ev_1", { message_id: "om_1" });
        const owed = await engine.outbox.lease(after(9), after(60), 10);
        expect(owed.map(({ key, kind }) => `${key} ${kind}`).toSorted()).toEqual([
          "crd_1 card.update",
          "crd_2 card.update",
          "crd_3 card.send",
        ]);
      });

      test("is not there to be decided under an unknown id", async () => {
        const engine = openFor(open);
        expect(await click(engine, "ev_1", { approvalId: "apr_else" })).toEqual({ kind: "not_found" });
      });

      test("by the same event twice is decided once, and answered as the first time", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await click(engine, "ev_1");
        await click(engine, "ev_2", { by: BEN });
        const ended = await engine.approvals.find("apr_1");
        const history = await engine.approvals.history("apr_1");
        const again = await click(engine, "ev_1");
        expect(again).toMatchObject({ kind: "committed", replayed: true, outcome: { kind: "voted" } });
        expect(again.kind === "committed" && again.outcome.approval.status).toBe("approved");
        expect(await click(engine, "ev_2", { by: BEN })).toMatchObject({ outcome: { kind: "decided" } });
        expect(await engine.approvals.find("apr_1")).toEqual(ended);
        expect(await engine.approvals.history("apr_1")).toEqual(history);
      });

      test("by the same event a hundred times at once is decided once", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        const commits = await Promise.all(Array.from({ length: 100 }, () => click(engine, "ev_1")));
        const fresh = commits.filter((commit) => commit.kind === "committed" && !commit.replayed);
        expect(fresh).toHaveLength(1);
        expect(commits.map((commit) => commit.kind === "committed" && commit.outcome.kind)).toEqual(
          commits.map(() => "voted"),
        );
        expect((await engine.approvals.find("apr_1"))?.votes).toHaveLength(1);
      });

      test("remembers a refusal, which changes nothing, and says why in its history", async () => {
        const engine = openFor(open);
        const before = await sent(engine, newApproval("apr_1"));
        const eve = { by: { open_id: "ou_eve" } };
        expect(await click(engine, "ev_1", eve)).toMatchObject({ outcome: { kind: "not_an_approver" } });
        expect(await engine.approvals.find("apr_1")).toEqual(before);
        expect(await engine.outbox.nextDue()).toBeUndefined();
        expect((await engine.approvals.history("apr_1")).at(-1)).toMatchObject({
          type: "refused",
          actor: { kind: "person", open_id: "ou_eve" },
          details: { why: "not_an_approver" },
        });
        expect(await click(engine, "ev_1")).toMatchObject({
          replayed: true,
          outcome: { kind: "not_an_approver", approval: before },
        });
        expect(await engine.approvals.find("apr_1")).toEqual(before);
      });

      test("without an event id has nothing to remember", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        expect(await click(engine, undefined)).toMatchObject({ replayed: false, outcome: { kind: "voted" } });
        expect(await click(engine, undefined, { by: BEN })).toMatchObject({ outcome: { kind: "decided" } });
      });

      test("cannot be changed once it has ended, whatever a step says", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await change(engine, (approval) => cancel(approval, after(2)));
        const ended = await engine.approvals.find("apr_1");
        const [result] = await Promise.allSettled([change(engine, revive)]);
        expect(result.status).toBe("rejected");
        expect(await engine.approvals.find("apr_1")).toEqual(ended);
      });
    });

    describe("in one batch with others", () => {
      test("is kept when a neighbour's step throws, which is told so and leaves nothing", async () => {
        const engine = openFor(open);
        for (const id of ["apr_1", "apr_2", "apr_3"]) await sent(engine, newApproval(id));
        const event = { id: "ev_2", approvalId: "apr_2", at: after(1), actor: TOKEN, repaintAt: after(1) };
        const results = await Promise.allSettled([
          click(engine, "ev_1", { approvalId: "apr_1" }),
          engine.approvals.commit(event, fail),
          click(engine, "ev_3", { approvalId: "apr_3" }),
        ]);
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        const votes = await Promise.all(["apr_1", "apr_2", "apr_3"].map((id) => engine.approvals.find(id)));
        expect(votes.map((approval) => approval?.votes.length)).toEqual([1, 0, 1]);
        expect(await click(engine, "ev_2", { approvalId: "apr_2" })).toMatchObject({ replayed: false });
      });

      test("is kept where several throw, first and last", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        const steps = [
          change(engine, fail),
          change(engine, fail),
          click(engine, "ev_1"),
          change(engine, fail),
        ];
        const results = await Promise.allSettled(steps);
        expect(results.map(({ status }) => status)).toEqual([
          "rejected",
          "rejected",
          "fulfilled",
          "rejected",
        ]);
        expect((await engine.approvals.find("apr_1"))?.revision).toBe(2);
      });

      test("is made or refused as a whole: an id that is taken spoils neither the first nor the others", async () => {
        const { approvals } = openFor(open);
        const first = newApproval("apr_1");
        const again = newApproval("apr_1", { cards: [aCard({ id: "crd_other" })] });
        const results = await Promise.allSettled([
          save(approvals, first, TOKEN),
          save(approvals, again, TOKEN),
          save(approvals, newApproval("apr_2"), TOKEN),
        ]);
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await approvals.find("apr_1")).toEqual(first);
        expect(await approvals.findByCard("crd_other")).toBeUndefined();
      });
    });
  });
}

/** No step of ours: the store has to hold against it. */
const revive: Step = (approval) => ({
  kind: "decided",
  approval: { ...approval, status: "approved", revision: approval.revision + 1 },
});

const fail: Step = () => {
  throw new Error("a step that throws");
};
