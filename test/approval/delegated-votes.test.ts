import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { decide } from "../../src/approval/decide.ts";
import type { Delegation } from "../../src/approval/delegation.ts";
import type { Person } from "../../src/approval/person.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { ALONE } from "../support/decide-alone.ts";

const ANN = { open_id: "ou_ann" };
const BEN = { open_id: "ou_ben" };
const DAN = { open_id: "ou_dan" };
const AT = new Date("2026-03-02T09:30:00Z");
const HOUR = 3_600_000;

function handsOver(from: Person, about: Partial<Delegation> = {}): Delegation {
  const startsAt = new Date(AT.getTime() - 1);
  return { id: "dlg_1", from, to: DAN, startsAt, endsAt: new Date(AT.getTime() + HOUR), ...about };
}

function approve(approval: Approval, by: Person, ...delegations: Delegation[]) {
  const standing = { ...ALONE, delegations };
  return decide(approval, { verdict: "approve", by, at: AT }, standing, { newId: () => "new" });
}

const policy = { approve: 2, reject: 2 };

describe("a delegate", () => {
  test("answers in the approver's place, for what was pending before they took over", () => {
    const { kind, approval } = approve(aPendingApproval(), DAN, handsOver(ANN));
    expect([kind, approval.votes]).toMatchObject(["decided", [{ by: DAN, for: ANN }]]);
  });

  test("has answered for the approver, who then may not", () => {
    const voted = approve(aPendingApproval({ policy }), DAN, handsOver(ANN)).approval;
    expect(approve(voted, ANN).kind).toBe("already_voted");
    expect(approve(voted, BEN).kind).toBe("decided");
  });

  test("may not answer for an approver who has answered", () => {
    const voted = approve(aPendingApproval({ policy }), ANN).approval;
    expect(approve(voted, DAN, handsOver(ANN)).kind).toBe("already_voted");
  });

  test.each<[string, Person, Person]>([
    ["a delegation", { user_id: "ann" }, ANN],
    ["a click", ANN, { user_id: "ann" }],
  ])("is known to have answered for an approver whom %s names by another id", (_, first, second) => {
    const approvers = [{ ...ANN, user_id: "ann" }, BEN];
    const voted = approve(aPendingApproval({ policy, approvers }), DAN, handsOver(first)).approval;
    expect(voted.votes).toHaveLength(1);
    expect(approve(voted, second).kind).toBe("already_voted");
  });

  test("of two approvers has one vote", () => {
    const both = [handsOver(ANN), handsOver(BEN, { id: "dlg_2" })];
    const voted = approve(aPendingApproval({ policy }), DAN, ...both).approval;
    expect(approve(voted, DAN, ...both).kind).toBe("already_voted");
  });

  test("of two approvers, one of whom has answered, answers for the other", () => {
    const voted = approve(aPendingApproval({ policy }), ANN).approval;
    const { approval } = approve(voted, DAN, handsOver(ANN), handsOver(BEN, { id: "dlg_2" }));
    expect(approval.votes.at(-1)).toMatchObject({ by: DAN, for: BEN });
  });

  test.each<[string, Partial<Delegation>]>([
    ["has not begun", { startsAt: new Date(AT.getTime() + 1) }],
    ["has ended this very moment", { endsAt: AT }],
    ["was revoked", { revokedAt: AT }],
  ])("is nobody where the delegation %s", (_, about) => {
    expect(approve(aPendingApproval(), DAN, handsOver(ANN, about)).kind).toBe("not_an_approver");
  });

  test("of one who is no approver is nobody", () => {
    expect(approve(aPendingApproval(), DAN, handsOver({ open_id: "ou_eve" })).kind).toBe("not_an_approver");
  });

  test("cannot have the requester's place, and may not be the requester", () => {
    const hers = aPendingApproval({ requested_by: ANN });
    expect(approve(hers, DAN, handsOver(ANN)).kind).toBe("self_approval");
    const his = aPendingApproval({ requested_by: DAN });
    expect(approve(his, DAN, handsOver(ANN)).kind).toBe("self_approval");
  });
});
