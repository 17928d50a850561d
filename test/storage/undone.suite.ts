import { describe, expect, test } from "bun:test";

import type { Delivery } from "../../src/outbox/job.ts";
import { after, BEN, click, newApproval, type OpenEngine, openFor, sent, takeOne } from "./engine.ts";

/** What every storage engine owes a card on which somebody presses whose press does not count. */
export function undoneSuite(engineName: string, open: OpenEngine): void {
  describe(`an update that a press in vain may have undone, in ${engineName},`, () => {
    const EVE = { open_id: "ou_eve" };

    test("is carried out once more, where it came shortly before the press was recorded", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1", { by: BEN });
      await engine.outbox.settle(await takeOne(engine, 2), shown(2), after(2.1), after(2.1));
      await click(engine, "ev_2", { by: EVE, at: after(3), settleAt: after(6.5) });
      expect(await engine.outbox.lease(after(6.499), after(60), 10)).toEqual([]);
      expect(await takeOne(engine, 6.5)).toMatchObject({ kind: "card.settle", key: "crd_apr_1" });
    });

    test.each([
      ["before", 3, 1],
      ["while", 5, 1],
      ["after", 9, 0],
    ])("and was begun %s its client gave up, is carried out once more or not", async (_, begun, owed) => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1", { by: EVE, at: after(2), settleAt: after(5.5) });
      await click(engine, "ev_2", { by: BEN, at: after(2.5) });
      await engine.outbox.settle(await takeOne(engine, begun), shown(2), after(9.5), after(9.5));
      expect(await engine.outbox.lease(after(99), after(999), 10)).toHaveLength(owed);
    });

    test("is carried out once in three and a half seconds, however many press", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1", { by: BEN });
      const settled: number[] = [];
      for (let second = 2; second < 60; second += 0.5) {
        const at = after(second);
        if (second < 50) await click(engine, `ev_${second}`, { by: EVE, at, settleAt: after(second + 3.5) });
        for (const job of await engine.outbox.lease(at, after(second + 60), 10)) {
          if (job.kind === "card.settle") settled.push(second);
          await engine.outbox.settle(job, shown(2), at, at);
        }
      }
      const gaps = settled.slice(1).map((second, index) => second - (settled[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3.5);
      expect(settled.at(-1)).toBeGreaterThanOrEqual(49.5 + 3.5);
      expect(await engine.outbox.nextDue()).toBeUndefined();
    });

    test("is carried out once more for presses that came to nobody, while no process was there", async () => {
      const engine = openFor(open);
      await sent(engine, newApproval("apr_1"));
      await click(engine, "ev_1", { by: BEN });
      await engine.outbox.settle(await takeOne(engine, 2), shown(2), after(2), after(2));
      await engine.outbox.releaseAll(after(3));
      await engine.outbox.settle(await takeOne(engine, 6.5), shown(2), after(6.5), after(6.5));
      expect(await engine.outbox.nextDue()).toBeUndefined();
      await click(engine, "ev_2", { at: after(10) });
      await engine.outbox.releaseAll(after(10.5));
      await engine.outbox.settle(await takeOne(engine, 11), shown(3), after(11), after(11));
      expect(await engine.outbox.nextDue()).toEqual(after(14));
    });
  });
}

function shown(shownRevision: number): Delivery {
  return { kind: "delivered", receipt: { shownRevision } };
}
