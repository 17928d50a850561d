import { afterEach, beforeEach, expect, test, vi } from "bun:test";

import { startTicks } from "../../src/wiring/start-ticks.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Ticks that take as long as the test wants. */
function heldTicks() {
  const held: PromiseWithResolvers<number>[] = [];
  const faults: unknown[] = [];
  const log = { error: (line: unknown) => faults.push(line) } as unknown as Parameters<
    typeof startTicks
  >[1]["log"];
  const ticks = startTicks(
    {
      tickDue() {
        const tick = Promise.withResolvers<number>();
        held.push(tick);
        return tick.promise;
      },
    },
    { log },
  );
  return { ticks, held, faults };
}

test("what the clock has begun is done before the stop is, for then the database is closed", async () => {
  const { ticks, held } = heldTicks();
  vi.advanceTimersByTime(1_000);
  let isStopped = false;
  const stopped = ticks.stop().then(() => (isStopped = true));
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
  expect([held.length, isStopped]).toEqual([1, false]);
  held[0]?.resolve(0);
  await stopped;
  vi.advanceTimersByTime(5_000);
  expect(held.length).toBe(1);
});

test("a look that is held up or fails keeps nobody from the next one", async () => {
  const { ticks, held, faults } = heldTicks();
  vi.advanceTimersByTime(2_000);
  held[1]?.reject(new Error("the disk"));
  vi.advanceTimersByTime(1_000);
  for (const { resolve } of held) resolve(0);
  await ticks.stop();
  expect([held.length, faults.length]).toEqual([3, 1]);
});
