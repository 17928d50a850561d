import { describe, expect, test } from "bun:test";

import { parseValidity } from "../../src/signature/parse-validity.ts";

const HOUR = 3_600_000;

describe("parseValidity", () => {
  test.each([
    ["1 minute", HOUR / 60],
    ["12 hours", 12 * HOUR],
    ["1 day", 24 * HOUR],
    ["30 days", 30 * 24 * HOUR],
    ["1 week", 7 * 24 * HOUR],
    ["1week", 7 * 24 * HOUR],
    [" 2 Weeks ", 14 * 24 * HOUR],
    ["3 months", 90 * 24 * HOUR],
    ["2 years", 730 * 24 * HOUR],
  ])("reads %p", (text, milliseconds) => {
    expect(parseValidity(text)).toBe(milliseconds);
  });

  test.each([
    "",
    "week",
    "1",
    "a week",
    "1.5 days",
    "-1 day",
    "1 day 2 hours",
    "1 fortnight",
    "1 constructor",
    "1 s",
  ])("does not take %p", (text) => {
    expect(() => parseValidity(text)).toThrow(expect.objectContaining({ code: "invalid_validity" }));
  });

  test.each(["0 minutes", "0 years", "731 days", "3 years", "9999999 weeks"])(
    "finds %p out of range",
    (text) => {
      expect(() => parseValidity(text)).toThrow(expect.objectContaining({ code: "validity_out_of_range" }));
    },
  );
});
