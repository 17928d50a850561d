import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { createCipher } from "../../src/protocol/encryption.ts";
import { protocolCode } from "../support/protocol-code.ts";

const IV = new Uint8Array(16).fill(3);
const cipher = createCipher("test-Encrypt-Key");

describe("the cipher", () => {
  test("opens the sample of Lark's own guide", () => {
    const opened = createCipher("test key").decrypt("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=");
    expect(new TextDecoder().decode(opened)).toBe("hello world");
  });

  test("opens what it has sealed, whatever the text and the length", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (text, iv) => {
          expect(
            new TextDecoder("utf-8", { ignoreBOM: true }).decode(cipher.decrypt(cipher.encrypt(text, iv))),
          ).toBe(text);
        },
      ),
    );
  });

  const sealed = cipher.encrypt("hello", IV);

  test.each([
    ["white space inside", `${sealed.slice(0, 8)} ${sealed.slice(8)}`],
    ["a line end after it", `${sealed}\n`],
    ["no padding characters", sealed.replaceAll("=", "")],
    ["one padding character too many", `${sealed}=`],
    ["bits after the last byte", sealed.replace(/.=$/, "B=")],
    ["the URL alphabet", sealed.replaceAll("w", "-").replaceAll("M", "_")],
    ["an IV and nothing else", Buffer.from(IV).toString("base64")],
    ["half a block", Buffer.from(sealed, "base64").subarray(0, 24).toString("base64")],
    ["nothing", ""],
  ])("refuses %s", (_, base64) => {
    expect(base64).not.toBe(sealed);
    expect(protocolCode(() => cipher.decrypt(base64))).toBe("decrypt_failed");
  });
});
