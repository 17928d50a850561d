import { describe, expect, test } from "bun:test";

import type { Status } from "../../src/approval/approval.ts";
import { type Signature, signatureState, validUntil } from "../../src/signature/signature.ts";
import { aPendingApproval } from "../support/a-request.ts";

const DECIDED = new Date("2026-03-02T09:30:00Z");
const EXPIRES = new Date("2026-03-02T10:00:00Z");
const END = new Date("2026-03-02T10:30:00Z");

const SIGNATURE: Signature = {
  id: "sig_1",
  approvalId: "apr_1",
  purpose: "Contract 42",
  validity: "1 hour",
  validityMs: 3_600_000,
  image: { mediaType: "image/png", width: 1, height: 1, sha256: "", size: 1 },
  createdAt: new Date("2026-03-02T09:00:00Z"),
};

function stateOf(status: Status, at: Date, about: Partial<Signature> = {}): string {
  const decidedAt = status === "pending" ? undefined : DECIDED;
  return signatureState({ ...SIGNATURE, ...about }, aPendingApproval({}, { status, decidedAt }), at);
}

function untilOf(status: Status): Date | undefined {
  return validUntil(SIGNATURE, aPendingApproval({}, { status, decidedAt: DECIDED }));
}

function before(time: Date): Date {
  return new Date(time.getTime() - 1);
}

describe("a signature's state", () => {
  test.each([
    ["pending", "pending", before(EXPIRES)],
    ["pending", "expired", EXPIRES],
    ["expired", "expired", EXPIRES],
    ["rejected", "rejected", END],
    ["cancelled", "revoked", END],
    ["approved", "approved", DECIDED],
    ["approved", "approved", before(END)],
    ["approved", "expired", END],
  ] as const)("of one that is %s is %s at %p", (status, state, at) => {
    expect(stateOf(status, at)).toBe(state);
  });

  test.each(["pending", "approved", "rejected", "expired"] as const)("is revoked above all: %s", (status) => {
    expect(stateOf(status, DECIDED, { revokedAt: DECIDED })).toBe("revoked");
  });

  test("counts its time from the decision, and only where it was approved", () => {
    expect([untilOf("approved"), untilOf("rejected")]).toEqual([END, undefined]);
  });
});
