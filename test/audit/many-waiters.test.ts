import { describe, expect, test } from "bun:test";

import { aRequest } from "../support/a-request.ts";
import { memoryEngine } from "../support/memory-engine.ts";
import { serviceOver } from "../support/service-over.ts";
import { TestClock } from "../support/test-clock.ts";

const WAITERS = 10_000;
const TOKEN = { kind: "token", id: "tok_1" } as const;

describe("ten thousand who wait", () => {
  test("look once each, ask nothing while they wait, and are all told of the end", async () => {
    const engine = memoryEngine();
    let finds = 0;
    const find = (id: string) => (finds++, engine.approvals.find(id));
    const service = serviceOver({ ...engine.approvals, find }, new TestClock());
    const { approval } = await service.create(aRequest(), { expiresIn: 60, actor: TOKEN });
    const before = process.memoryUsage.rss();
    const waits = Array.from({ length: WAITERS }, () => service.findEnded(approval.id, 25_000));
    // The next turn of the event loop: each has had its look by then, and none looks again.
    await new Promise(setImmediate);
    const looked = finds;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([looked, finds]).toEqual([WAITERS, WAITERS]);
    const megabytes = (process.memoryUsage.rss() - before) / 2 ** 20;
    const start = performance.now();
    await service.cancel(approval.id, TOKEN);
    const told = await Promise.all(waits);
    const ms = performance.now() - start;
    expect(told.every(({ status }) => status === "cancelled")).toBe(true);
    expect(finds).toBe(WAITERS);
    console.log(`${WAITERS} waiters: ${megabytes.toFixed(1)} MiB, told in ${ms.toFixed(1)} ms`);
    engine.close();
  });
});
