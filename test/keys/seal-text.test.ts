import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";

import * as fc from "fast-check";

import { mintSealKey, readSealKeys, writeSealKeys } from "../../src/keys/seal-key.ts";
import { openSealed, type Place, sealText } from "../../src/keys/seal-text.ts";

const KEY = mintSealKey(randomBytes);
const PLACE: Place = ["inbox", "ev_1", "event"];
const BROKEN = expect.objectContaining({ code: "seal_broken" });

function opened(sealed: string, place: Place = PLACE, keys = [KEY]): string {
  return openSealed(sealed, place, keys);
}

describe("a sealed text", () => {
  test("opens where it was sealed, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(opened(sealText(text, PLACE, KEY, randomBytes))).toBe(text);
      }),
    );
  });

  test("shows nothing of the text, and is another one each time", () => {
    const sealed = sealText("whsec_planted", PLACE, KEY, randomBytes);
    expect(sealed).toMatch(new RegExp(`^sealed:v1:${KEY.id}:[\\w-]+$`));
    expect(Buffer.from(sealed.split(":")[3] ?? "", "base64url").includes("planted")).toBe(false);
    expect(sealText("whsec_planted", PLACE, KEY, randomBytes)).not.toBe(sealed);
  });

  test("opens at no other place: no other row, column or table, and no other cut of the same words", () => {
    const sealed = sealText("a", ["handler_store", "a", "b/c", "value"], KEY, randomBytes);
    for (const place of [
      ["handler_store", "a/b", "c", "value"],
      ["handler_store", "a", "b/d", "value"],
      ["handler_store", "a", "b/c", "key"],
      ["inbox", "a", "b/c", "value"],
    ] as readonly Place[])
      expect(() => opened(sealed, place)).toThrow(BROKEN);
  });

  test("with any bit flipped opens nowhere", () => {
    const sealed = sealText("a token", PLACE, KEY, randomBytes);
    const head = sealed.slice(0, sealed.lastIndexOf(":") + 1);
    const bytes = Buffer.from(sealed.slice(head.length), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => opened(head + flipped.toString("base64url"))).toThrow(BROKEN);
    }
  });

  test.each(["", "a token", '{"token":"c-1"}', "sealed:v1:", `sealed:v1:${KEY.id}:AAAA`])(
    "is not %j: what is not sealed is not taken",
    (text) => {
      expect(() => opened(text)).toThrow(BROKEN);
    },
  );

  test("names the key that is missing, and never what it is", () => {
    const sealed = sealText("a token", PLACE, KEY, randomBytes);
    expect(() => opened(sealed, PLACE, [mintSealKey(randomBytes)])).toThrow(
      expect.objectContaining({
        code: "seal_key_missing",
        message: expect.stringContaining(KEY.id) as never,
      }),
    );
  });
});

describe("keys", () => {
  test("are read as they are written, the newest first", () => {
    const keys = [KEY, mintSealKey(randomBytes)];
    expect(readSealKeys(writeSealKeys(keys)).map(({ id }) => id)).toEqual(keys.map(({ id }) => id));
  });

  test.each(["", "short", "A".repeat(42), "A".repeat(86), `${"A".repeat(43)}= x`])("are not %j", (text) => {
    expect(() => readSealKeys(text)).toThrow(expect.objectContaining({ code: "invalid_seal_key" }));
  });
});
