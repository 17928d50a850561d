import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { type Permit, type RateKey, RateLimiter } from "../../src/lark/rate-limiter.ts";
import { FakeTime } from "./fake-time.ts";

const API: RateKey = { key: "api", limit: 40, spanMs: 1000 };
const CHAT: RateKey = { key: "chat", limit: 5, spanMs: 1000 };
const OTHER: RateKey = { key: "other", limit: 5, spanMs: 1000 };

function aLimiter() {
  const time = new FakeTime();
  const limiter = new RateLimiter(time);
  const went: [string, number][] = [];
  const refused: [string, number][] = [];
  async function acquire(name: string, keys: readonly RateKey[], patienceMs = 60_000): Promise<void> {
    const permit: Permit = await limiter.acquire(keys, patienceMs);
    if (permit.ok) went.push([name, time.now()]);
    else refused.push([name, permit.afterMs]);
  }
  return { time, limiter, acquire, went, refused };
}

describe("the limiter", () => {
  test("lets five a second go to a chat", async () => {
    const { time, acquire, went } = aLimiter();
    for (let n = 0; n < 12; n++) void acquire(`${n}`, [API, CHAT]);
    await time.pass(3000);
    expect(went.map(([, at]) => at)).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000, 2000]);
    expect(went.map(([name]) => Number(name))).toEqual(Array.from({ length: 12 }, (_, n) => n));
  });

  test("does not hold up one chat for another", async () => {
    const { time, acquire, went } = aLimiter();
    for (let n = 0; n < 9; n++) void acquire("busy", [API, CHAT]);
    void acquire("quiet", [API, OTHER]);
    await time.pass(0);
    expect(went.at(-1)).toEqual(["quiet", 0]);
  });

  test("spends nothing of a limit on one that another limit holds", async () => {
    const { time, acquire, went } = aLimiter();
    const api = { ...API, limit: 6 };
    for (let n = 0; n < 8; n++) void acquire("busy", [api, CHAT]);
    void acquire("quiet", [api, OTHER]);
    await time.pass(0);
    expect(went.filter(([, at]) => at === 0)).toHaveLength(6);
    expect(went.at(-1)).toEqual(["quiet", 0]);
  });

  test("tells at once who would have to wait for too long", async () => {
    const { time, acquire, refused } = aLimiter();
    for (let n = 0; n < 5; n++) void acquire("first", [CHAT]);
    void acquire("hurried", [CHAT], 500);
    await time.pass(0);
    expect(refused).toEqual([["hurried", 1000]]);
  });

  test("tells who waited in vain, no later than the end of their patience", async () => {
    const { time, acquire, refused } = aLimiter();
    for (let n = 0; n < 10; n++) void acquire("first", [CHAT]);
    void acquire("eleventh", [CHAT], 1500);
    await time.pass(1000);
    expect(refused).toEqual([["eleventh", 1000]]);
  });

  test("holds all calls of a paused API, and lets them go afterwards", async () => {
    const { time, limiter, acquire, went } = aLimiter();
    limiter.pause(API, 3000);
    void acquire("a", [API]);
    void acquire("b", [OTHER]);
    await time.pass(5000);
    expect(went).toEqual([
      ["b", 0],
      ["a", 3000],
    ]);
  });

  test("of 0 counts nothing and still heeds a pause", async () => {
    const { time, limiter, acquire, went } = aLimiter();
    const unlimited = { key: "api", limit: 0, spanMs: 1000 };
    for (let n = 0; n < 500; n++) void acquire("now", [unlimited]);
    await time.pass(0);
    expect(went).toHaveLength(500);
    limiter.pause(unlimited, 2000);
    void acquire("later", [unlimited]);
    await time.pass(2000);
    expect(went.at(-1)).toEqual(["later", 2000]);
  });

  test("sends away who waits when it is stopped", async () => {
    const { time, limiter, acquire, refused } = aLimiter();
    limiter.pause(CHAT, 3000);
    void acquire("waiting", [CHAT]);
    await time.pass(0);
    limiter.stop();
    void acquire("late", [CHAT]);
    await time.pass(0);
    expect(refused.map(([name]) => name)).toEqual(["waiting", "late"]);
  });

  test("never lets more than the limit go in any stretch of a second, whatever comes when", async () => {
    const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom("a", "b", "c")), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(calls, async (all) => {
        const { time, acquire, went } = aLimiter();
        for (const [pause, chat] of all) {
          void acquire(chat, [
            { ...API, limit: 7 },
            { ...CHAT, key: chat, limit: 3 },
          ]);
          await time.pass(pause);
        }
        await time.pass(60_000);
        expect(went).toHaveLength(all.length);
        for (const [name, at] of went) {
          const within = went.filter(([, other]) => other >= at && other < at + 1000);
          expect(within.length).toBeLessThanOrEqual(7);
          expect(within.filter(([other]) => other === name).length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 50 },
    );
  });
});
