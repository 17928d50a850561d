import { describe, expect, mock, test } from "bun:test";

import { after } from "../storage/engine.ts";
import { byHand, DELIVERED, openEngine, owe, pass, start, stopTime } from "./started-drain.ts";

stopTime();

describe("an attempt that fails for now", () => {
  test("is made again after a back-off, as the next attempt, until it succeeds", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    const attempts: (readonly [number, number])[] = [];
    const { settled } = start(engine, async ({ attempt }) => {
      attempts.push([attempt, Date.now() - after(0).getTime()]);
      return attempt < 4 ? { kind: "retry", error: "timeout" } : DELIVERED;
    });
    await pass(5);
    expect(attempts.map(([attempt]) => attempt)).toEqual([1, 2, 3, 4]);
    expect(settled.map(([, { kind }]) => kind)).toEqual(["retry", "retry", "retry", "delivered"]);
    const waits = attempts.map(([, at], index) => at - (attempts[index - 1]?.[1] ?? at));
    for (const [index, least] of [250, 500, 1_000].entries()) {
      expect(waits[index + 1]).toBeWithin(least, least + 150);
    }
  });

  test("is not made again sooner than the far side asked for", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    const { settled } = start(engine, async ({ attempt }) =>
      attempt === 1 ? { kind: "retry", error: "rate_limited", afterMs: 7_000 } : DELIVERED,
    );
    await pass(7);
    expect(settled).toHaveLength(1);
    await pass(0.5);
    expect(settled).toHaveLength(2);
  });

  test("keeps nobody else waiting", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1", "apr_2");
    const { settled } = start(
      engine,
      async ({ key }) => (key === "crd_apr_1" ? { kind: "retry", error: "timeout" } : DELIVERED),
      { concurrency: 1 },
    );
    await pass(0.2);
    expect(settled.some(([{ key }, { kind }]) => key === "crd_apr_2" && kind === "delivered")).toBe(true);
  });
});

describe("a fault of ours", () => {
  test("in a delivery is told, and the attempt made again", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    const bug = new TypeError("not a function");
    const { faults, settled } = start(engine, async ({ attempt }) => {
      if (attempt === 1) throw bug;
      return DELIVERED;
    });
    await pass(1);
    expect(faults).toEqual([bug]);
    expect(settled.map(([, delivery]) => delivery)).toEqual([
      { kind: "retry", error: "internal" },
      DELIVERED,
    ]);
  });

  test("in the outbox is told, and does not end the drain", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    const full = new Error("disk full");
    let failing = true;
    const lease: typeof engine.outbox.lease = (...args) =>
      failing ? Promise.reject(full) : engine.outbox.lease(...args);
    const { faults, settled } = start(engine, async () => DELIVERED, { outbox: { ...engine.outbox, lease } });
    await pass(1);
    expect(faults).toEqual([full]);
    failing = false;
    await pass(5);
    expect(settled).toHaveLength(1);
  });

  test("in settling is told once, and what came of the job is written as soon as that goes", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    let failing = true;
    const settle: typeof engine.outbox.settle = (...args) =>
      failing ? Promise.reject(new Error("database is locked")) : engine.outbox.settle(...args);
    const deliver = mock(async () => DELIVERED);
    const { faults, settled } = start(engine, deliver, { outbox: { ...engine.outbox, settle } });
    await pass(3);
    failing = false;
    await pass(1);
    expect([settled.length, deliver.mock.calls.length, faults.length]).toEqual([1, 1, 1]);
    expect(await engine.outbox.nextDue()).toBeUndefined();
  });

  test("in settling that lasts leaves the job to its lease, after which it is carried out again", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1");
    let failing = true;
    const settle: typeof engine.outbox.settle = (...args) =>
      failing ? Promise.reject(new Error("disk full")) : engine.outbox.settle(...args);
    let attempts = 0;
    const { faults } = start(
      engine,
      async () => {
        attempts += 1;
        return DELIVERED;
      },
      { outbox: { ...engine.outbox, settle } },
    );
    await pass(60);
    expect([attempts, faults.length]).toEqual([1, 1]);
    failing = false;
    await pass(70);
    expect(attempts).toBe(2);
    expect(await engine.outbox.nextDue()).toBeUndefined();
  });
});

describe("a clock that jumps ahead", () => {
  test("ends the lease, and still no two deliveries of one card are under way", async () => {
    const engine = openEngine();
    await owe(engine, "apr_1", "apr_2");
    const { deliver, begun, end } = byHand();
    let jumped = 0;
    const clock = (): Date => new Date(Date.now() + jumped);
    const { drain } = start(engine, deliver, { clock });
    await pass(0.1);
    jumped = 3_600_000;
    drain.wake(clock());
    await pass(10);
    expect(begun.map(({ key }) => key)).toEqual(["crd_apr_1", "crd_apr_2"]);
    await end("crd_apr_1");
    await end("crd_apr_2");
    await pass(130);
    expect(await engine.outbox.nextDue()).toBeUndefined();
    expect(begun).toHaveLength(2);
  });
});
