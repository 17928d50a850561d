import { describe, expect, test } from "bun:test";

import { FAULTS } from "./faults.ts";
import { simulate } from "./simulate.ts";

/** Milliseconds: thousands of worlds. */
const SLOW = 60_000;
/** A fault that shows in none of so many worlds counts as not found. */
const MOST = 3_000;

test(
  "two thousand worlds keep every promise",
  async () => {
    expect(await simulate({ from: 1, worlds: 2_000 })).toBeUndefined();
  },
  SLOW,
);

test("a world is lived through again exactly, by its seed", async () => {
  const planted = FAULTS[0];
  const first = await simulate({ from: 1, worlds: MOST, planted });
  expect(first).toBeDefined();
  expect(await simulate({ from: first?.seed ?? 0, worlds: 1, planted })).toEqual(first);
});

describe("a fault that is planted is found", () => {
  test.each(FAULTS.map((planted) => [planted.name, planted] as const))(
    "%s",
    async (_, planted) => {
      const broken = await simulate({ from: 1, worlds: MOST, planted });
      expect(broken?.breaks).not.toBeEmpty();
    },
    SLOW,
  );
});
