import { describe, expect, test } from "bun:test";

import type { Creation } from "../../src/approval/approval-store.ts";
import { cancel } from "../../src/approval/decide.ts";
import { expire } from "../../src/approval/tick.ts";
import { aCard, aRequest } from "../support/a-request.ts";
import {
  after,
  ANN,
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
/** What every storage engine owes the approvals that it keeps. */
export function approvalStoreSuite(engineName: string, open: OpenEngine): void {
  describe(`an approval in ${engineName}`, () => {
    describe("being created", () => {
      test("is found as it was asked for, to the letter", async () => {
        const { approvals } = openFor(open);
        const metadata: unknown = JSON.parse(
          '{"__proto__":{"a":1},"constructor":"b","n":1e21,"deep":[[null]]}',
        );
        const request = aRequest({
          title: "Ünïcode 🟢 \u0000 \ud800 ' \" \\",
          summary: "**bold** <at id=all></at>",
          fields: [{ label: "", value: "x".repeat(4_000) }],
          to: [{ chat_id: "oc_1" }, { email: "ann@x.example" }],
          approvers: "anyone",
          requested_by: { name: "CI" },
          metadata: metadata as Record<string, unknown>,
        });
        const approval = { ...newApproval("apr_1"), request };
        expect(await save(approvals, approval, TOKEN)).toEqual({ kind: "created", approval });
        expect(await approvals.find("apr_1")).toEqual(approval);
        expect(JSON.stringify((await approvals.find("apr_1"))?.request)).toBe(JSON.stringify(request));
      });

      test("owes each of its cards a send, at once", async () => {
        const { approvals, outbox } = openFor(open);
        const cards = [aCard({ id: "crd_1" }), aCard({ id: "crd_2", to: { open_id: "ou_ann" } })];
        await save(approvals, newApproval("apr_1", { cards }), TOKEN);
        expect((await outbox.lease(after(0), after(60), 10)).map(({ key, kind }) => [key, kind])).toEqual([
          ["crd_1", "card.send"],
          ["crd_2", "card.send"],
        ]);
      });

      test("is found by each of its cards, and by no other", async () => {
        const { approvals } = openFor(open);
        await save(approvals, newApproval("apr_1"), TOKEN);
        expect((await approvals.findByCard("crd_apr_1"))?.id).toBe("apr_1");
        expect(await approvals.findByCard("crd_else")).toBeUndefined();
        expect(await approvals.find("apr_else")).toBeUndefined();
      });
    });

    describe("being created with an idempotency key", () => {
      const key = { scope: "tok_1", key: "run-812", digest: "aaaa" };

      test("is made once, and answered as it was then however it stands now", async () => {
        const engine = openFor(open);
        const first = newApproval("apr_1");
        await save(engine.approvals, first, TOKEN, key);
        await deliverSend(engine.outbox, await takeOne(engine, 0));
        await click(engine, "ev_1");
        await click(engine, "ev_2", { by: BEN });
        expect((await engine.approvals.find("apr_1"))?.status).toBe("approved");
        const again = await save(engine.approvals, newApproval("apr_2"), TOKEN, key);
        expect(again).toEqual({
          kind: "replayed",
          approval: first,
        });
        expect(await engine.approvals.find("apr_2")).toBeUndefined();
        expect(await engine.approvals.list({ limit: 10 })).toHaveLength(1);
      });

      test("is refused for another body, and makes nothing", async () => {
        const { approvals, outbox } = openFor(open);
        await save(approvals, newApproval("apr_1"), TOKEN, key);
        const conflict = await save(approvals, newApproval("apr_2"), TOKEN, { ...key, digest: "bbbb" });
        expect(conflict).toEqual({ kind: "conflict" });
        expect(await approvals.find("apr_2")).toBeUndefined();
        expect(await outbox.lease(after(0), after(60), 10)).toHaveLength(1);
      });

      test("is another one under another key, and for another token", async () => {
        const { approvals } = openFor(open);
        const creations = [
          await save(approvals, newApproval("apr_1"), TOKEN, key),
          await save(approvals, newApproval("apr_2"), TOKEN, { ...key, key: "run-813" }),
          await save(approvals, newApproval("apr_3"), TOKEN, { ...key, scope: "tok_2" }),
          await save(approvals, newApproval("apr_4"), TOKEN),
        ];
        expect(creations.map(idOf)).toEqual(["apr_1", "apr_2", "apr_3", "apr_4"]);
      });

      test("is made once by many at the same time", async () => {
        const { approvals, outbox } = openFor(open);
        const ids = Array.from({ length: 50 }, (_, n) => `apr_${n}`);
        const creations = await Promise.all(ids.map((id) => save(approvals, newApproval(id), TOKEN, key)));
        expect(creations.filter(({ kind }) => kind === "created")).toHaveLength(1);
        expect(new Set(creations.map(idOf)).size).toBe(1);
        expect(await outbox.lease(after(0), after(60), 100)).toHaveLength(1);
      });
    });

    describe("in its history", () => {
      test("has all that happened to it, in order, by whom and when", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        await sent(engine, newApproval("apr_2"));
        await click(engine, "ev_1");
        await click(engine, "ev_2", { at: after(2) });
        await change(engine, (approval) => cancel(approval, after(3)), "apr_1", after(3));
        const history = await engine.approvals.history("apr_1");
        expect(history.map(({ type, at, actor }) => [type, at, actor.kind])).toEqual([
          ["created", after(0), "token"],
          ["card.send.delivered", after(0), "clock"],
          ["voted", after(1), "person"],
          ["refused", after(2), "person"],
          ["cancelled", after(3), "token"],
        ]);
        expect(history.map(({ seq }) => seq)).toEqual(
          history.map(({ seq }) => seq).toSorted((a, b) => a - b),
        );
        expect(history[2]).toMatchObject({ actor: ANN, details: { verdict: "approve" } });
        expect(await engine.approvals.history("apr_else")).toEqual([]);
      });

      test("is not there for having been asked too early whether it is due", async () => {
        const engine = openFor(open);
        await sent(engine, newApproval("apr_1"));
        const before = await engine.approvals.history("apr_1");
        expect(await change(engine, (approval) => expire(approval, after(1)))).toMatchObject({
          outcome: { kind: "not_due" },
        });
        expect(await engine.approvals.history("apr_1")).toEqual(before);
      });
    });

    describe("among many", () => {
      test("is listed newest first, page by page, each once", async () => {
        const engine = openFor(open);
        await some(engine);
        const pages: string[][] = [];
        for (let last: string | undefined; pages.flat().length < SEVEN.length; last = pages.at(-1)?.at(-1)) {
          const page = await engine.approvals.list({ limit: 3, after: last });
          pages.push(page.map(({ id }) => id));
        }
        expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
        expect(pages.flat()).toEqual(SEVEN.toReversed());
        expect(await engine.approvals.list({ limit: 3, after: "apr_0" })).toEqual([]);
      });

      test("is listed by its state, whole", async () => {
        const engine = openFor(open);
        await some(engine);
        const cancelled = await engine.approvals.list({ status: "cancelled", limit: 10 });
        expect(cancelled.map(({ id }) => id)).toEqual(["apr_5", "apr_2"]);
        expect(cancelled[0]).toMatchObject({ status: "cancelled", revision: 2, decidedAt: after(1) });
        const pending = await engine.approvals.list({ status: "pending", limit: 2, after: "apr_5" });
        expect(pending.map(({ id }) => id)).toEqual(["apr_4", "apr_3"]);
        expect(await engine.approvals.list({ status: "expired", limit: 10 })).toEqual([]);
      });

      test("is overdue from its expiry on while it is pending, the longest overdue first", async () => {
        const engine = openFor(open);
        const expiries = { apr_1: 30, apr_2: 10, apr_3: 20, apr_4: 10.001, apr_5: 5 };
        for (const [id, seconds] of Object.entries(expiries)) {
          await save(engine.approvals, newApproval(id, { expiresAt: after(seconds) }), TOKEN);
        }
        await change(engine, (it) => cancel(it, after(1)), "apr_5");
        const { approvals } = engine;
        expect(await approvals.due(after(10), 10)).toEqual(["apr_2"]);
        expect(await approvals.due(after(25), 10)).toEqual(["apr_2", "apr_4", "apr_3"]);
        expect(await approvals.due(after(99), 2)).toEqual(["apr_2", "apr_4"]);
      });
    });
  });
}

const SEVEN = Array.from({ length: 7 }, (_, n) => `apr_${n}`);

/** Seven approvals, two of them cancelled. */
async function some(engine: Engine): Promise<void> {
  for (const id of SEVEN) await sent(engine, newApproval(id));
  for (const id of ["apr_2", "apr_5"]) await change(engine, (it) => cancel(it, after(1)), id);
}

function idOf(creation: Creation): string | undefined {
  return "approval" in creation ? creation.approval.id : undefined;
}
