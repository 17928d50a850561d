import { expect, test } from "bun:test";

import { FactCache } from "../../src/lark/fact-cache.ts";

test("a cache keeps the newest few, and forgets the one that was looked up longest ago", async () => {
  const cache = new FactCache({ clock: () => new Date(0), most: 2 });
  for (const key of ["a", "b", "a", "c"])
    await cache.load(key, async () => ({ ok: true, ids: new Set(["x"]) })).fact;
  expect(["a", "b", "c"].map((key) => cache.find(key)?.ids.has("x"))).toEqual([true, undefined, true]);
});
