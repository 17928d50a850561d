import { expect, test } from "bun:test";

import { isShallow } from "../../src/protocol/json-object.ts";

test("whether a long list is shallow is told without making a list of its members, which takes far longer", () => {
  const list = new Proxy([1, [2], { a: [3] }], {
    ownKeys() {
      throw new Error("its members were listed");
    },
  });
  expect([isShallow(list, 3), isShallow(list, 2)]).toEqual([true, false]);
});
