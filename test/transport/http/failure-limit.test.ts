import { describe, expect, test } from "bun:test";

import { FailureLimit } from "../../../src/transport/http/failure-limit.ts";

describe("the limit of failures", () => {
  test("is reached by a burst, and then by more than its rate", () => {
    const limit = new FailureLimit({ burst: 3, perSecond: 1, most: 10 });
    const at = (now: number) => limit.note("a", now);
    expect([at(0), at(0), at(0), at(0), at(900)]).toEqual(["within", "within", "last", "beyond", "beyond"]);
    expect([at(1_000), at(1_000)]).toEqual(["last", "beyond"]);
    expect(Array.from({ length: 4 }, () => at(1_000_000))).toEqual(["within", "within", "last", "beyond"]);
  });

  test("is each one's own", () => {
    const limit = new FailureLimit({ burst: 1, perSecond: 1, most: 10 });
    expect([limit.note("a", 0), limit.note("a", 0), limit.note("b", 0)]).toEqual(["last", "beyond", "last"]);
  });

  test("takes no more memory than it may: whoever failed longest ago is forgotten", () => {
    const limit = new FailureLimit({ burst: 1, perSecond: 0.001, most: 100 });
    limit.note("first", 0);
    for (let i = 0; i < 99; i++) limit.note(`${i}`, 0);
    expect(limit.note("first", 0)).toBe("beyond");
    for (let i = 99; i < 10_000; i++) limit.note(`${i}`, 0);
    expect(limit.size).toBe(100);
    expect(limit.note("first", 0)).toBe("last");
    expect(limit.note("9999", 0)).toBe("beyond");
  });
});
