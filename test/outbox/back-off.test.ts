import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { backOff } from "../../src/outbox/back-off.ts";

const anyAttempt = fc.integer({ min: 1, max: 10_000 });
const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const NEARLY_ONE = 1 - Number.EPSILON;

describe("the wait before another attempt", () => {
  test("is whole milliseconds, a minute at most, whatever the luck", () => {
    fc.assert(
      fc.property(anyAttempt, anyRandom, (attempt, random) => {
        const wait = backOff(attempt, random);
        expect(wait).toBeWithin(0, 60_001);
        expect(Number.isSafeInteger(wait)).toBe(true);
      }),
    );
  });

  test("is never less than was asked for, and jittered beyond it", () => {
    fc.assert(
      fc.property(anyAttempt, anyRandom, fc.nat({ max: 3_600_000 }), (attempt, random, asked) => {
        expect(backOff(attempt, random, asked) - asked).toBe(backOff(attempt, random));
      }),
    );
  });

  test("has twice the room with each attempt, from half a second to a minute", () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 99].map((attempt) => backOff(attempt, NEARLY_ONE));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test("uses all of its room", () => {
    expect([backOff(3, 0), backOff(3, 0.25), backOff(3, 0.5)]).toEqual([0, 500, 1_000]);
  });
});
