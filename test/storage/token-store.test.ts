import { describe, expect, onTestFinished, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { hashToken } from "../../src/api-token.ts";
import type { TokenRecord, TokenStore } from "../../src/storage/sqlite/token-store.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

const MADE = new Date("2026-03-02T09:00:00Z");
const LATER = new Date("2026-03-03T09:00:00Z");
const CI: TokenRecord = { id: "tok_1", name: "CI", scopes: ["read", "use"], createdAt: MADE };

function open(dataDir = tempDir()): TokenStore {
  const storage = openStorage(dataDir);
  onTestFinished(() => storage.close());
  return storage.tokens;
}

describe("a token", () => {
  test("is found by its hash, with what it may be used for, until it is revoked, which happens once", () => {
    const tokens = open();
    tokens.insert(CI, hashToken("cst_secret"));
    expect(tokens.find(hashToken("cst_secret"))).toEqual({
      tokenId: "tok_1",
      tokenName: "CI",
      scopes: ["read", "use"],
    });
    expect(tokens.find(hashToken("cst_other"))).toBeUndefined();
    expect(tokens.find("cst_secret")).toBeUndefined();
    expect(tokens.revoke("tok_1", LATER)).toBe(true);
    expect(tokens.find(hashToken("cst_secret"))).toBeUndefined();
    expect([tokens.revoke("tok_1", LATER), tokens.revoke("tok_9", LATER)]).toEqual([false, false]);
  });

  test("is listed with when it was revoked, the oldest first", () => {
    const tokens = open();
    const second: TokenRecord = { id: "tok_2", name: "later", scopes: ["admin"], createdAt: LATER };
    tokens.insert(second, hashToken("b"));
    tokens.insert(CI, hashToken("a"));
    tokens.revoke("tok_1", LATER);
    expect(tokens.list()).toEqual([
      { ...CI, revokedAt: LATER },
      { ...second, revokedAt: undefined },
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
