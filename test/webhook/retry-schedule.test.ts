import { describe, expect, test } from "bun:test";

import { assert, double, integer, nat, property } from "fast-check";

import { ATTEMPTS, readRetryAfter, retryWait } from "../../src/webhook/retry-schedule.ts";

const NOW = new Date("2026-03-02T09:00:00Z");

describe("the schedule of retries", () => {
  test("is the specification's", () => {
    const seconds = Array.from({ length: ATTEMPTS - 1 }, (_, index) => retryWait(index + 1, 0.5) / 1000);
    expect(seconds).toEqual([5, 300, 1_800, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600)]);
  });

  test("is off by a fifth at most, to both sides", () => {
    expect([retryWait(2, 0), retryWait(2, 0.999_999)]).toEqual([240_000, 360_000]);
  });

  test("never comes sooner than the receiver asked for", () => {
    const random = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    assert(
      property(integer({ min: 1, max: 12 }), random, nat(86_400_000), (attempt, by, asked) => {
        return retryWait(attempt, by, asked) >= asked;
      }),
    );
  });
});

describe("Retry-After", () => {
  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Mon, 02 Mar 2026 09:10:00 GMT", 600_000],
    ["Mon, 02 Mar 2026 08:00:00 GMT", 0],
    ["999999999", 86_400_000],
    ["soon", undefined],
    ["-5", undefined],
    [undefined, undefined],
  ])("of %p is %p ms", (header, ms) => {
    expect(readRetryAfter(header, NOW)).toBe(ms);
  });
});
