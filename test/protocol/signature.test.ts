import { describe, expect, test } from "bun:test";

import {
  signCallback,
  signLegacyCard,
  verifyLegacySignature,
  verifySignature,
} from "../../src/protocol/signature.ts";
import { protocolCode } from "../support/protocol-code.ts";
import { bytes, ENCRYPT_KEY, signed } from "../support/signed-callback.ts";

const AT = 1_763_700_000;
const body = bytes('{"encrypt":"AAAA"}');

describe("a callback's signature", () => {
  test("is what sha256sum says", () => {
    // printf '%s' '1763700000847363829test-Encrypt-Key{"encrypt":"AAAA"}' | sha256sum
    expect(signed(body, { timestamp: String(AT) }).headers["x-lark-signature"]).toBe(
      "e15e2e356a4601a532a187ccbf90639db618c19f312e7d35b47e1655f8f9190f",
    );
  });

  test.each([
    [0, "accepted"],
    [300, "accepted"],
    [-300, "accepted"],
    [301, "stale_timestamp"],
    [-301, "stale_timestamp"],
    [300.001, "stale_timestamp"],
  ])("made %d s ago is %s", (age, code) => {
    expect(verifyAt(AT + age)).toBe(code);
  });

  test("is judged by the tolerance that is asked for", () => {
    expect(verifyAt(AT + 10, { toleranceSeconds: 10 })).toBe("accepted");
    expect(verifyAt(AT + 11, { toleranceSeconds: 10 })).toBe("stale_timestamp");
  });

  test("is judged before its age, so that a stale forgery is called a forgery", () => {
    const { headers } = signed(body, { timestamp: String(AT), encryptKey: "another" });
    expect(verifyAt(AT + 9_999, { headers })).toBe("bad_signature");
  });

  test("does not survive a digit that moves from nonce to timestamp, which the hash cannot see", () => {
    const genuine = signed(body, { timestamp: "1763700000", nonce: "860" });
    const moved = signed(body, { timestamp: "17637000008", nonce: "60" });
    expect(moved.headers["x-lark-signature"]).toBe(genuine.headers["x-lark-signature"]);
    expect(verifyAt(AT, genuine)).toBe("accepted");
    expect(verifyAt(17_637_000_008, moved)).toBe("stale_timestamp");
    expect(verifyAt(176_370_000, signed(body, { timestamp: "176370000", nonce: "0860" }))).toBe(
      "stale_timestamp",
    );
  });

  test.each([
    ["random digits", "0".repeat(64)],
    ["63 digits", "0".repeat(63)],
    ["65 digits", "0".repeat(65)],
    ["what is not hexadecimal", "zz".repeat(32)],
    ["letters that are one byte each only when cut", "\u0130".repeat(64)],
    ["two headers joined", `${"0".repeat(64)}, ${"0".repeat(64)}`],
  ])("is refused when it is %s", (_, signature) => {
    const { headers } = signed(body, { timestamp: String(AT) });
    expect(verifyAt(AT, { headers: { ...headers, "x-lark-signature": signature } })).toBe("bad_signature");
  });

  test("is never right under an empty key, which anybody has", () => {
    const forged = signed(body, { timestamp: String(AT), encryptKey: "" });
    expect(verifyAt(AT, { ...forged, encryptKey: "" })).toBe("no_secret");
  });

  test("is never fresh to a clock that does not know the time", () => {
    expect(verifyAt(Number.NaN)).toBe("stale_timestamp");
  });
});

describe("an older card's signature", () => {
  test("is returned, for it is what a replay is known by", () => {
    const headers = headersFor("Monday, 14-Nov-22 15:53:37 CST", "token");
    expect(verifyLegacySignature(headers, body, { verificationTokens: ["token"] })).toBe(
      headers["x-lark-signature"],
    );
  });

  test.each([
    ["under another token", "another", "token", "bad_signature"],
    ["under no token", "", "token", "bad_signature"],
    ["when there is no token to judge it by", "", "", "no_secret"],
  ])("is refused %s", (_, signedWith, verificationToken, refusal) => {
    const headers = headersFor("1763700000", signedWith);
    expect(
      protocolCode(() => verifyLegacySignature(headers, body, { verificationTokens: [verificationToken] })),
    ).toBe(refusal);
  });
});

test("text and its bytes have the same signature", () => {
  const parts = { timestamp: "1763700000", nonce: "1", encryptKey: "密" };
  expect(signCallback({ ...parts, body: "同意" })).toBe(signCallback({ ...parts, body: bytes("同意") }));
});

function headersFor(timestamp: string, verificationToken: string) {
  return {
    "x-lark-request-timestamp": timestamp,
    "x-lark-request-nonce": "n",
    "x-lark-signature": signLegacyCard({ timestamp, nonce: "n", verificationToken, body }),
  };
}

function verifyAt(
  seconds: number,
  {
    headers = signed(body, { timestamp: String(AT) }).headers,
    encryptKey = ENCRYPT_KEY,
    toleranceSeconds,
  }: { headers?: Record<string, string | undefined>; encryptKey?: string; toleranceSeconds?: number } = {},
): string {
  const now = new Date(seconds * 1000);
  return protocolCode(() =>
    verifySignature(headers, body, { encryptKeys: [encryptKey], now, toleranceSeconds }),
  );
}
