import { describe, expect, onTestFinished, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { hashToken } from "../../src/api-token.ts";
import { openStorage } from "../../src/storage/sqlite/open-storage.ts";
import type { TokenStore } from "../../src/storage/sqlite/token-store.ts";
import { tempDir } from "../support/temp-dir.ts";

const MADE = new Date("2026-03-02T09:00:00Z");
const LATER = new Date("2026-03-03T09:00:00Z");
const CI = { id: "tok_1", name: "CI", createdAt: MADE };

function open(dataDir = tempDir()): TokenStore {
  const storage = openStorage(dataDir);
  onTestFinished(() => storage.close());
  return storage.tokens;
}

describe("a token", () => {
  test("is found by its hash until it is revoked, which happens once", () => {
    const tokens = open();
    tokens.insert(CI, hashToken("cst_secret"));
    expect(tokens.findId(hashToken("cst_secret"))).toBe("tok_1");
    expect(tokens.findId(hashToken("cst_other"))).toBeUndefined();
    expect(tokens.findId("cst_secret")).toBeUndefined();
    expect(tokens.revoke("tok_1", LATER)).toBe(true);
    expect(tokens.findId(hashToken("cst_secret"))).toBeUndefined();
    expect([tokens.revoke("tok_1", LATER), tokens.revoke("tok_9", LATER)]).toEqual([false, false]);
  });

  test("is listed with when it was revoked, the oldest first", () => {
    const tokens = open();
    tokens.insert({ id: "tok_2", name: "later", createdAt: LATER }, hashToken("b"));
    tokens.insert(CI, hashToken("a"));
    tokens.revoke("tok_1", LATER);
    expect(tokens.list()).toEqual([
      { ...CI, revokedAt: LATER },
      { id: "tok_2", name: "later", createdAt: LATER, revokedAt: undefined },
    ]);
  });

  test("cannot be there twice", () => {
    const tokens = open();
    tokens.insert(CI, hashToken("a"));
    expect(() => tokens.insert({ ...CI, id: "tok_2" }, hashToken("a"))).toThrow("UNIQUE");
  });

  test("is nowhere on the disk itself", () => {
    const dataDir = tempDir();
    open(dataDir).insert(CI, hashToken("cst_very-secret"));
    const written = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), "latin1"));
    expect(written.join().includes(hashToken("cst_very-secret"))).toBe(true);
    expect(written.join().includes("very-secret")).toBe(false);
  });
});
