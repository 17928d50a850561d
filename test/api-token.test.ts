import { describe, expect, test } from "bun:test";

import { hashToken, mintToken } from "../src/api-token.ts";

describe("an API token", () => {
  test("holds 256 bits of what it is given, in letters that need no quoting", () => {
    const asked: number[] = [];
    const token = mintToken((count) => {
      asked.push(count);
      return new Uint8Array(count).fill(0xfb);
    });
    expect(asked).toEqual([32]);
    expect(token).toBe(`cst_${"-_v7".repeat(10)}-_s`);
  });

  test("is kept by its SHA-256", () => {
    // printf cst_example | sha256sum
    expect(hashToken("cst_example")).toBe("0e11c3c76e2833de4e09d4d2e309d94077b838194129e515ceb1da2c11e5cf81");
  });
});
