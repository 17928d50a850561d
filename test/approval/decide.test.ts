import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { cancel } from "../../src/approval/decide.ts";
import type { Outcome } from "../../src/approval/outcome.ts";
import type { Person } from "../../src/approval/person.ts";
import { expire } from "../../src/approval/tick.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { decideAlone } from "../support/decide-alone.ts";

const ANN = { open_id: "ou_ann" };
const BEN = { open_id: "ou_ben" };
const AT = new Date("2026-03-02T09:30:00Z");
const THE_END = new Date("2026-03-02T10:00:00Z");
const JUST_BEFORE = new Date(THE_END.getTime() - 1);

function approve(approval: Approval, by: Person, at = AT): Outcome {
  return decideAlone(approval, { verdict: "approve", by, at });
}

function reject(approval: Approval, by: Person, at = AT): Outcome {
  return decideAlone(approval, { verdict: "reject", by, at });
}

describe("a click", () => {
  test("that reaches the threshold decides, and says who and when", () => {
    const before = aPendingApproval();
    const vote = { verdict: "approve", stage: 0, by: ANN, at: AT } as const;
    expect(approve(before, ANN)).toEqual({
      kind: "decided",
      approval: { ...before, status: "approved", votes: [vote], revision: 2, decidedAt: AT },
      vote,
    });
    expect(reject(before, ANN).approval.status).toBe("rejected");
  });

  test("below the threshold is a vote, and the request stays open", () => {
    const { kind, approval } = approve(aPendingApproval({ policy: { approve: 2, reject: 1 } }), ANN);
    expect([kind, approval.status, approval.revision, approval.decidedAt]).toEqual([
      "voted",
      "pending",
      2,
      undefined,
    ]);
  });

  test("counts for its own side only", () => {
    const policy = { approve: 2, reject: 2 };
    const one = approve(aPendingApproval({ policy, approvers: "anyone" }), ANN).approval;
    const two = reject(one, BEN);
    expect(two.kind).toBe("voted");
    const three = reject(two.approval, { open_id: "ou_cat" });
    expect([three.kind, three.approval.status]).toEqual(["decided", "rejected"]);
  });

  test("never changes the approval that it was given", () => {
    const before = aPendingApproval();
    const copy = structuredClone(before);
    approve(before, ANN);
    reject(before, ANN, THE_END);
    expect(before).toEqual(copy);
  });

  test.each<[string, Approval]>([
    ["approved", approve(aPendingApproval(), ANN).approval],
    ["rejected", reject(aPendingApproval(), ANN).approval],
    ["expired", expire(aPendingApproval(), THE_END).approval],
    ["cancelled", cancel(aPendingApproval(), AT).approval],
  ])("on an approval that is %s changes nothing", (status, ended) => {
    expect<string>(ended.status).toBe(status);
    for (const outcome of [
      approve(ended, BEN),
      reject(ended, BEN),
      expire(ended, THE_END),
      cancel(ended, AT),
    ]) {
      expect(outcome).toEqual({ kind: "already_ended", approval: ended });
    }
  });

  test("one millisecond before the expiry still counts, and at the expiry no more", () => {
    expect(approve(aPendingApproval(), ANN, JUST_BEFORE).kind).toBe("decided");
    const late = approve(aPendingApproval(), ANN, THE_END);
    expect([late.kind, late.approval.status, late.approval.votes]).toEqual(["expired", "expired", []]);
    expect(late.approval.decidedAt).toEqual(THE_END);
  });
});

describe("one person has one vote", () => {
  const policy = { approve: 2, reject: 2 };

  test.each<[string, Person, Person]>([
    ["by the same id", ANN, ANN],
    ["by an id beside others", ANN, { open_id: "ou_ann", user_id: "ann", union_id: "on_ann" }],
    [
      "by their union_id, in another app",
      { open_id: "ou_ann", union_id: "on_ann" },
      { open_id: "ou_x", union_id: "on_ann" },
    ],
  ])("told %s", (_, first, second) => {
    const voted = approve(aPendingApproval({ policy, approvers: "anyone" }), first).approval;
    for (const again of [approve(voted, second), reject(voted, second)]) {
      expect(again).toEqual({ kind: "already_voted", approval: voted });
    }
  });
});

describe("who may answer", () => {
  test.each<[string, Person]>([
    ["open_id", { open_id: "ou_ann" }],
    ["user_id", { user_id: "ann" }],
    ["union_id", { union_id: "on_ann" }],
  ])("is known by %s", (_, approver) => {
    const approval = aPendingApproval({ approvers: [approver] });
    expect(approve(approval, { open_id: "ou_ann", user_id: "ann", union_id: "on_ann" }).kind).toBe("decided");
    const stranger = { open_id: "ou_eve", user_id: "eve", union_id: "on_eve" };
    expect(approve(approval, stranger)).toEqual({ kind: "not_an_approver", approval });
  });

  test("is never somebody whose id of one kind reads like a listed id of another", () => {
    const approval = aPendingApproval({ approvers: [{ user_id: "ou_eve" }] });
    expect(approve(approval, { open_id: "ou_eve" }).kind).toBe("not_an_approver");
  });

  test("is never somebody who shares only a name, or nothing at all", () => {
    const approval = aPendingApproval({ approvers: [{ open_id: "ou_ann", name: "Ann" }] });
    expect(approve(approval, { name: "Ann" }).kind).toBe("not_an_approver");
    expect(approve(approval, {}).kind).toBe("not_an_approver");
  });

  test("is anyone if the request says so", () => {
    expect(approve(aPendingApproval({ approvers: "anyone" }), { open_id: "ou_eve" }).kind).toBe("decided");
  });
});

describe("the requester", () => {
  const listed = { approvers: [ANN, BEN], requested_by: ANN } as const;

  test("may not answer, listed or in a chat of anyone", () => {
    for (const approvers of [listed.approvers, "anyone"] as const) {
      const approval = aPendingApproval({ ...listed, approvers });
      expect(approve(approval, ANN)).toEqual({ kind: "self_approval", approval });
      expect(reject(approval, ANN)).toEqual({ kind: "self_approval", approval });
      expect(approve(approval, BEN).kind).toBe("decided");
    }
  });

  test("may if the request allows it", () => {
    expect(approve(aPendingApproval({ ...listed, allow_self_approval: true }), ANN).kind).toBe("decided");
  });

  test("is recognised by any id that they clicked with", () => {
    const approval = aPendingApproval({ approvers: "anyone", requested_by: { union_id: "on_ann" } });
    expect(approve(approval, { open_id: "ou_ann", union_id: "on_ann" }).kind).toBe("self_approval");
  });

  test("known by an id that the click lacks holds up everybody, because it may be they", () => {
    const approval = aPendingApproval({ requested_by: { user_id: "ann" } });
    expect(approve(approval, BEN)).toEqual({ kind: "requester_unverifiable", approval });
    expect(approve(approval, { ...BEN, user_id: "ben" }).kind).toBe("decided");
  });

  test("that is only a name holds up nobody", () => {
    expect(approve(aPendingApproval({ requested_by: { name: "CI" } }), ANN).kind).toBe("decided");
  });
});

describe("expiring", () => {
  test("happens at the expiry and not before", () => {
    const approval = aPendingApproval();
    expect(expire(approval, JUST_BEFORE)).toEqual({ kind: "not_due", approval });
    expect(expire(approval, THE_END).kind).toBe("expired");
  });

  test("is dated to the expiry however late it is noticed", () => {
    const { approval } = expire(aPendingApproval(), new Date("2026-03-09T00:00:00Z"));
    expect([approval.status, approval.decidedAt, approval.revision]).toEqual(["expired", THE_END, 2]);
  });
});

describe("cancelling", () => {
  test("ends it, keeping the votes", () => {
    const voted = approve(aPendingApproval({ policy: { approve: 2, reject: 1 } }), ANN).approval;
    const { kind, approval } = cancel(voted, AT);
    expect([kind, approval.status, approval.decidedAt, approval.revision]).toEqual([
      "cancelled",
      "cancelled",
      AT,
      3,
    ]);
    expect(approval.votes).toEqual(voted.votes);
  });

  test("past the expiry finds it expired", () => {
    expect(cancel(aPendingApproval(), THE_END).approval.status).toBe("expired");
  });
});
