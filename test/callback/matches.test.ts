import { describe, expect, test } from "bun:test";

import { matches } from "../../src/callback/matches.ts";

describe("a button's value", () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ["that is the same", { a: 1 }, { a: 1 }],
    ["with more in it", { a: 1 }, { a: 1, b: 2 }],
    ["with the same list", { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ["where nothing is asked for", {}, { a: 1 }],
    ["with an own __proto__", JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])("%s matches", (_, match, value) => {
    expect(matches(match, value)).toBe(true);
  });

  test.each<[string, Record<string, unknown>, unknown]>([
    ["that lacks a member", { a: 1 }, { b: 1 }],
    ["with another type", { a: 1 }, { a: "1" }],
    ["with more inside a member", { a: { b: 1 } }, { a: { b: 1, c: 2 } }],
    ["with a longer list", { a: [1] }, { a: [1, 2] }],
    ["with an object for a list", { a: [1] }, { a: { 0: 1 } }],
    ["that only its prototype would match", { constructor: Object }, {}],
    ["that is a text", {}, "approve"],
    ["that is a list", {}, []],
    ["that is not there", {}, undefined],
  ])("%s does not match", (_, match, value) => {
    expect(matches(match, value)).toBe(false);
  });
});
