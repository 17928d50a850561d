import { afterEach, describe, expect, test, vi } from "bun:test";

import { EndWaiters } from "../../src/approval/end-waiters.ts";
import { aPendingApproval } from "../support/a-request.ts";

const ENDED = aPendingApproval({}, { status: "approved" });
const LONG = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

describe("those who wait for an end", () => {
  test("are all told of it", async () => {
    const waiters = new EndWaiters();
    const waits = [waiters.wait("apr_1", LONG), waiters.wait("apr_1", LONG)];
    waiters.tell(ENDED);
    expect(await Promise.all(waits.map(({ ended }) => ended))).toEqual([ENDED, ENDED]);
    for (const wait of waits) wait.stop();
  });

  test("hear of an end that came before they listened", async () => {
    const waiters = new EndWaiters();
    const wait = waiters.wait("apr_1", LONG);
    waiters.tell(ENDED);
    await Promise.resolve();
    expect(await wait.ended).toBe(ENDED);
    wait.stop();
  });

  test("hear nothing of another's", async () => {
    const waiters = new EndWaiters();
    const wait = waiters.wait("apr_2", LONG);
    waiters.tell(ENDED);
    wait.stop();
    expect(await wait.ended).toBeUndefined();
  });

  test("give up when their time is over", async () => {
    expect(await new EndWaiters().wait("apr_1", 1).ended).toBeUndefined();
  });

  test("give up when they are called off, even before they began", async () => {
    const waiters = new EndWaiters();
    const called = new AbortController();
    const wait = waiters.wait("apr_1", LONG, called.signal);
    called.abort();
    expect(await wait.ended).toBeUndefined();
    const late = waiters.wait("apr_1", LONG, called.signal);
    expect(await late.ended).toBeUndefined();
    for (const each of [wait, late]) each.stop();
  });

  test("one that stops leaves the others waiting", async () => {
    const waiters = new EndWaiters();
    const impatient = waiters.wait("apr_1", LONG);
    const patient = waiters.wait("apr_1", LONG);
    impatient.stop();
    impatient.stop();
    waiters.tell(ENDED);
    expect([await impatient.ended, await patient.ended]).toEqual([undefined, ENDED]);
    patient.stop();
  });

  test("leave nothing behind when they stop", () => {
    vi.useFakeTimers();
    const waiters = new EndWaiters();
    const called = new AbortController();
    const waits = ["apr_1", "apr_1", "apr_2"].map((id) => waiters.wait(id, LONG, called.signal));
    expect([vi.getTimerCount(), waiters.size]).toEqual([3, 2]);
    for (const wait of waits) wait.stop();
    expect([vi.getTimerCount(), waiters.size]).toEqual([0, 0]);
  });

  test("that stop twice do not take away those who came between", async () => {
    const waiters = new EndWaiters();
    const first = waiters.wait("apr_1", LONG);
    first.stop();
    const second = waiters.wait("apr_1", LONG);
    first.stop();
    waiters.tell(ENDED);
    expect(await second.ended).toBe(ENDED);
    second.stop();
  });
});
