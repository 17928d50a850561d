import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { tableAfter } from "./readme.ts";

describe("the threat model", () => {
  test.each(tableAfter("## Security"))("has a test for: %s", (_attack, _defence, shownBy = "") => {
    const [, file = "", sentence = ""] = /^`([^`]+)`: (.+)$/.exec(shownBy) ?? [];
    const path = [`${file}.test.ts`, `${file}.ts`]
      .map((name) => join(import.meta.dir, "..", name))
      .find((path) => existsSync(path));
    expect(path).toBeDefined();
    expect(readFileSync(String(path), "utf8")).toContain(sentence);
  });

  test("is not empty", () => {
    expect(tableAfter("## Security").length).toBeGreaterThan(20);
  });
});
