import { describe, expect, test } from "bun:test";
import { createHash, generateKeyPairSync, verify } from "node:crypto";

import * as fc from "fast-check";

import type { Approval } from "../../src/approval/approval.ts";
import { mintReceiptKey, publicJwk, readReceiptKey } from "../../src/audit/receipt-key.ts";
import { makeReceipt } from "../../src/audit/receipt.ts";
import { canonicalJson, requestDigest } from "../../src/audit/request-digest.ts";
import { readPublicKeys, verifyReceipt } from "../../src/audit/verify-receipt.ts";
import { aPendingApproval, aRequest } from "../support/a-request.ts";

const AT = new Date("2026-03-02T09:30:00Z");

function aDecision(about: Partial<Approval> = {}): Approval {
  const votes = [
    { verdict: "approve", stage: 0, by: { open_id: "ou_ann", name: "Ann" }, at: AT, reason: "fine" },
    { verdict: "approve", stage: 0, by: { open_id: "ou_ben" }, for: { open_id: "ou_cyd" }, at: AT },
    { verdict: "approve", stage: 0, by: { name: "ops" }, at: AT, reason: "fire", break_glass: true },
  ] as const;
  return aPendingApproval({}, { status: "approved", decidedAt: AT, votes, ...about });
}

function signed(approval = aDecision()) {
  const key = mintReceiptKey();
  const text = JSON.stringify(makeReceipt(approval, key), undefined, 2);
  return { key, text, receipt: JSON.parse(text) as Record<string, unknown> };
}

describe("a receipt", () => {
  test("tells the decision, and is genuine with the public key alone", () => {
    const { key, text, receipt } = signed();
    expect(receipt).toEqual({
      version: 1,
      approval: "apr_1",
      request_digest: requestDigest(aRequest()),
      title: "Release 2.4 to production",
      status: "approved",
      decisions: [
        {
          verdict: "approve",
          stage: 0,
          by: { open_id: "ou_ann", name: "Ann" },
          at: AT.toISOString(),
          reason: "fine",
        },
        {
          verdict: "approve",
          stage: 0,
          by: { open_id: "ou_ben" },
          for: { open_id: "ou_cyd" },
          at: AT.toISOString(),
        },
        {
          verdict: "approve",
          stage: 0,
          by: { name: "ops" },
          at: AT.toISOString(),
          reason: "fire",
          break_glass: true,
        },
      ],
      decided_at: AT.toISOString(),
      key_id: key.keyId,
      signature: expect.any(String),
    });
    for (const shown of [
      publicJwk(key.publicKey).pem,
      JSON.stringify(publicJwk(key.publicKey)),
      JSON.stringify({ keys: [publicJwk(key.publicKey)] }),
    ]) {
      expect(verifyReceipt(text, readPublicKeys(shown)).kind).toBe("genuine");
    }
  });

  test("is signed as RFC 8785 writes it: members sorted, without spaces", () => {
    const { key, receipt } = signed(aDecision({ votes: [] }));
    const { signature, ...rest } = receipt;
    const bytes = `{"approval":"apr_1","decided_at":"2026-03-02T09:30:00.000Z","decisions":[],"key_id":"${key.keyId}","request_digest":"${String(rest["request_digest"])}","status":"approved","title":"Release 2.4 to production","version":1}`;
    expect(verify(null, Buffer.from(bytes), key.publicKey, Buffer.from(String(signature), "base64"))).toBe(
      true,
    );
  });

  test.each(["pending", "expired", "cancelled"] as const)("is not made of one that is %s", (status) => {
    expect(makeReceipt(aDecision({ status }), mintReceiptKey())).toBeUndefined();
  });

  test("is forged when any character of any member is another", () => {
    const { key, text, receipt } = signed();
    const compact = JSON.stringify(receipt);
    fc.assert(
      fc.property(fc.nat(compact.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, to) => {
        fc.pre(compact[at] !== to);
        const altered = compact.slice(0, at) + to + compact.slice(at + 1);
        // The same value in other words is no forgery.
        fc.pre(canonicalOf(altered) !== canonicalOf(compact));
        expect(verifyReceipt(altered, [key.publicKey]).kind).not.toBe("genuine");
      }),
      { numRuns: 2_000 },
    );
    for (const name of Object.keys(receipt)) {
      const { [name]: _, ...without } = receipt;
      expect(verifyReceipt(JSON.stringify(without), [key.publicKey]).kind).not.toBe("genuine");
      const more = { ...receipt, [name]: `${JSON.stringify(receipt[name])} ` };
      expect(verifyReceipt(JSON.stringify(more), [key.publicKey]).kind).not.toBe("genuine");
    }
    expect(verifyReceipt(JSON.stringify({ ...receipt, more: 1 }), [key.publicKey]).kind).toBe("forged");
    expect(verifyReceipt(text, [key.publicKey]).kind).toBe("genuine");
  });

  test("is not genuine with another key, even one that takes its name", () => {
    const { receipt, text } = signed();
    const other = mintReceiptKey();
    expect(verifyReceipt(text, [other.publicKey]).kind).toBe("other_key");
    const renamed = JSON.stringify({ ...receipt, key_id: other.keyId });
    expect(verifyReceipt(renamed, [other.publicKey]).kind).toBe("forged");
  });

  test.each(["", "{}", "[]", "null", "hello", '{"signature":1}'])("is not %j", (text) => {
    expect(verifyReceipt(text, []).kind).toBe("not_a_receipt");
  });
});

describe("a request's digest", () => {
  test("is the SHA-256 of its canonical JSON, whatever the order of its members", () => {
    const request = aRequest({ metadata: { b: 1, a: [1.5, "é"] } });
    const text = `{"allow_self_approval":false,"comment":false,"fields":[],"metadata":{"a":[1.5,"é"],"b":1},"reason":"off","risk":"normal","stages":[{"approvers":[{"open_id":"ou_ann"},{"open_id":"ou_ben"}],"policy":{"approve":1,"reject":1},"to":[{"chat_id":"oc_1"}]}],"title":"Release 2.4 to production"}`;
    expect(requestDigest(request)).toBe(createHash("sha256").update(text).digest("hex"));
    const { title, ...rest } = request;
    expect(requestDigest({ ...rest, title })).toBe(requestDigest(request));
  });

  test("is there for any text, halves of surrogate pairs included", () => {
    expect(canonicalJson({ a: "x\ud800y" })).toBe('{"a":"x\ufffdy"}');
    expect(canonicalJson({ a: String.raw`\ud800` })).toBe(String.raw`{"a":"\\ud800"}`);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        expect(requestDigest(aRequest({ title: `${title}\udc00` }))).toMatch(/^[\da-f]{64}$/);
      }),
    );
  });
});

describe("the key", () => {
  test("is never another one in silence: what cannot be used is a fault that names where it is from", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    for (const text of ["", "hello", rsa.export({ format: "pem", type: "pkcs8" })]) {
      const refused = expect.objectContaining({
        code: "receipt_key_unusable",
        message: expect.stringContaining("cannot use here/receipt-key.pem") as never,
      });
      expect(() => readReceiptKey(text, "here/receipt-key.pem")).toThrow(refused);
    }
  });

  test("has a public half that says nothing of the private one", () => {
    const jwk = publicJwk(mintReceiptKey().publicKey);
    expect(Object.keys(jwk).toSorted()).toEqual(["alg", "crv", "kid", "kty", "pem", "use", "x"]);
    expect(jwk.pem).toStartWith("-----BEGIN PUBLIC KEY-----");
  });

  test.each(["", "{}", "hello", '{"keys":[{}]}'])("is not read from %j", (text) => {
    expect(() => readPublicKeys(text)).toThrow(expect.objectContaining({ code: "invalid_public_key" }));
  });
});

function canonicalOf(text: string): string | undefined {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}
