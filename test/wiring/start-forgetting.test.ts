import { expect, test } from "bun:test";

import { startForgetting } from "../../src/wiring/start-forgetting.ts";
import { until } from "../support/until.ts";

const NOW = new Date("2026-03-08T00:00:00Z");

/** Steps that end when the test says how many they forgot. */
function heldSteps() {
  const steps: { readonly before: Date; readonly end: (count: number) => void }[] = [];
  const around = { clock: () => NOW, log: { error: () => {} } as never };
  const forget = (before: Date): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<number>();
    steps.push({ before, end: resolve });
    return promise;
  };
  return { steps, it: startForgetting({ forget }, around, { hourMs: 1, pauseMs: 1 }) };
}

test("What was settled a week ago is forgotten step by step, until a step finds no more", async () => {
  const { steps, it } = heldSteps();
  await until(() => steps.length === 1);
  expect(steps[0]?.before).toEqual(new Date("2026-03-01T00:00:00Z"));
  steps[0]?.end(200);
  await until(() => steps.length === 2);
  const stopped = it.stop();
  steps[1]?.end(0);
  await stopped;
  expect(steps).toHaveLength(2);
});

test("A stop waits for the step that is under way, and begins no other", async () => {
  const { steps, it } = heldSteps();
  await until(() => steps.length === 1);
  let isStopped = false;
  const stopped = it.stop().then(() => (isStopped = true));
  for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  expect(isStopped).toBe(false);
  steps[0]?.end(200);
  await stopped;
  expect(steps).toHaveLength(1);
});
