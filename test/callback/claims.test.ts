import { describe, expect, onTestFinished, test } from "bun:test";

import { createClaims, LARK_WAITS_MS } from "../../src/callback/claims.ts";
import { createInboxDelivery } from "../../src/callback/inbox-delivery.ts";
import { inboxKey } from "../../src/callback/inbox-key.ts";
import type { ClickRegistration } from "../../src/callback/registration.ts";
import type { Answer } from "../../src/protocol/answer.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { parseAction } from "../../src/protocol/card-action.ts";
import { aClick } from "../support/a-click.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { TestClock } from "../support/test-clock.ts";
import { until } from "../support/until.ts";

const DONE: Answer = { toast: { type: "success", content: "Published." } };
const CLICK: CallbackEvent = {
  kind: "event",
  eventType: "card.action.trigger",
  eventId: "ev_1",
  requestId: "req_1",
  payload: aClick(),
};
const ACTION = parseAction(CLICK.payload);

/** A handler that waits to be told, over a real inbox; the time that Lark waits is over when the test says so. */
function slow() {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  const { inbox } = storage;
  const clock = new TestClock();
  const timers: { readonly run: () => void; readonly ms: number }[] = [];
  const lateAnswers: Answer[] = [];
  const lateIds: unknown[] = [];
  const faults: unknown[] = [];
  const runs: (PromiseWithResolvers<Answer> & { isAwaited: boolean | undefined })[] = [];
  const start = () => {
    const claims = createClaims({
      inbox,
      keyOf: inboxKey,
      clock: clock.now,
      schedule: (run, ms) => (timers.push({ run, ms }), () => {}),
      late: async (_, answer, requestId) => {
        lateAnswers.push(answer);
        lateIds.push(requestId);
      },
      onFault: (fault) => faults.push(fault),
    });
    const click: ClickRegistration = {
      kind: "click",
      name: "slow",
      handle(_, _event, isAwaited) {
        const run = { ...Promise.withResolvers<Answer>(), isAwaited };
        runs.push(run);
        return run.promise;
      },
    };
    const { handle } = claims.claim(click);
    const deliver = createInboxDelivery({ inbox, events: [], claims, onFault: () => {} });
    return { press: async () => handle(ACTION, CLICK), deliver, stop: (ms: number) => claims.stop(ms) };
  };
  const timeIsOver = () => timers.forEach(({ run }) => run());
  return { ...start(), start, inbox, clock, timers, lateAnswers, lateIds, faults, runs, timeIsOver };
}

describe("a click whose handler may take its time", () => {
  test("is answered by the handler that is in time, and settled then", async () => {
    const world = slow();
    const answering = world.press();
    await until(() => world.runs.length === 1);
    expect(await world.inbox.read("ev_1")).toEqual(CLICK);
    world.runs[0]?.resolve(DONE);
    expect(await answering).toEqual(DONE);
    expect(await world.inbox.read("ev_1")).toBeUndefined();
    expect([world.lateAnswers, world.timers[0]?.ms]).toEqual([[], LARK_WAITS_MS]);
  });

  test("is told to wait when that takes longer, and its answer comes the late way, once", async () => {
    const world = slow();
    const answering = world.press();
    await until(() => world.runs.length === 1);
    world.timeIsOver();
    // A copy, for this matcher writes into what it looks at, and the words are one object for all clickers.
    expect(structuredClone(await answering)).toMatchObject({
      toast: { type: "info", content: expect.stringContaining("Still working") },
    });
    expect(await world.inbox.read("ev_1")).toEqual(CLICK);
    world.runs[0]?.resolve(DONE);
    await until(() => world.lateAnswers.length === 1);
    expect([world.lateAnswers, world.lateIds]).toEqual([[DONE], ["req_1"]]);
  });

  test("that comes again has the same answer, and is not handled again", async () => {
    const world = slow();
    const both = [world.press(), world.press()];
    await until(() => world.runs.length === 1);
    world.runs[0]?.resolve(DONE);
    expect(await Promise.all(both)).toEqual([DONE, DONE]);
    expect(await world.press()).toEqual(DONE);
    expect(world.runs).toHaveLength(1);
    expect(await world.start().press()).toEqual({});
    expect(world.runs).toHaveLength(1);
  });

  test("whose handler fails in time is told that it is not recorded, and in the log why", async () => {
    const world = slow();
    const answering = world.press();
    await until(() => world.runs.length === 1);
    world.runs[0]?.reject(new Error("out of order"));
    expect(await answering).toMatchObject({ toast: { type: "error" } });
    expect([world.faults, world.lateAnswers]).toEqual([[new Error("out of order")], []]);
    expect(await world.inbox.read("ev_1")).toBeUndefined();
  });

  test("whose handler fails late is told so late", async () => {
    const world = slow();
    const answering = world.press();
    await until(() => world.runs.length === 1);
    world.timeIsOver();
    await answering;
    world.runs[0]?.reject(new Error("out of order"));
    await until(() => world.lateAnswers.length === 1);
    expect(world.lateAnswers).toMatchObject([{ toast: { type: "error" } }]);
    expect(world.faults).toEqual([new Error("out of order")]);
  });

  test("that a crash interrupted is handled again, and its answer comes the late way", async () => {
    const world = slow();
    void world.press();
    await until(() => world.runs.length === 1);
    const { deliver } = world.start();
    await world.inbox.releaseAll();
    const [job] = await world.inbox.lease(world.clock.now(), world.clock.in(60), 10);
    if (job === undefined) throw new Error("nothing was kept");
    const delivering = deliver(job);
    await until(() => world.runs.length === 2);
    world.runs[1]?.resolve(DONE);
    expect(await delivering).toEqual({ kind: "delivered" });
    expect([world.lateAnswers, world.lateIds]).toEqual([[DONE], ["req_1"]]);
    expect(world.runs.map(({ isAwaited }) => isAwaited)).toEqual([true, false]);
  });

  test("that is late is waited for at the stop, and no longer than that may take", async () => {
    const world = slow();
    const told = world.press();
    await until(() => world.runs.length === 1);
    world.timeIsOver();
    await told;
    const brought = world.stop(5_000).then(() => world.lateAnswers.length);
    world.runs[0]?.resolve(DONE);
    expect(await brought).toBe(1);
    expect(await world.inbox.read("ev_1")).toBeUndefined();

    const other = slow();
    const answering = other.press();
    await until(() => other.runs.length === 1);
    other.timeIsOver();
    await answering;
    const stopped = other.stop(5_000);
    expect(other.timers.at(-1)?.ms).toBe(5_000);
    other.timeIsOver();
    await stopped;
    expect(other.lateAnswers).toEqual([]);
    expect(await other.inbox.read("ev_1")).toEqual(CLICK);
  });

  test("whose late answer cannot be brought is tried again, and given up after eight attempts", async () => {
    const world = slow();
    await world.inbox.take("ev_1", CLICK, world.clock.now());
    const claims = createClaims({
      inbox: world.inbox,
      keyOf: inboxKey,
      clock: world.clock.now,
      schedule: () => () => {},
      late: () => Promise.reject(new Error("no way")),
      onFault: () => {},
    });
    claims.claim({ kind: "click", name: "quick", handle: () => DONE });
    const job = { kind: "event.handle", key: "ev_1", subject: "", version: 1 } as const;
    expect(await claims.resume({ ...job, attempt: 7 }, CLICK)).toMatchObject({ kind: "retry" });
    expect(await claims.resume({ ...job, attempt: 8 }, CLICK)).toMatchObject({ kind: "failed" });
  });
});
