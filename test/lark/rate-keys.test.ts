import { describe, expect, test } from "bun:test";

import { rateKeys } from "../../src/lark/rate-keys.ts";

describe("a call falls under", () => {
  test("its API's rate, twenty times that a minute, and five a second for what it is about", () => {
    expect(rateKeys(40, "message.send", "chat_id oc_1")).toEqual([
      { key: "message.send", limit: 40, spanMs: 1000 },
      { key: "message.send minute", limit: 800, spanMs: 60_000 },
      { key: "message.send chat_id oc_1", limit: 5, spanMs: 1100 },
    ]);
  });

  test("its API's rate alone, when the platform does not limit what it is about", () => {
    expect(rateKeys(50, "bot").map(({ limit, spanMs }) => limit / spanMs)).toEqual([
      50 / 1000,
      1000 / 60_000,
    ]);
  });

  test("no count at all where the rate is 0", () => {
    expect(rateKeys(0, "message.send", "chat_id oc_1")).toEqual([
      { key: "message.send", limit: 0, spanMs: 1000 },
    ]);
  });
});
