import { describe, expect, test } from "bun:test";

import type { Approval } from "../../src/approval/approval.ts";
import { clickStep } from "../../src/approval/click.ts";
import { isChange } from "../../src/approval/outcome.ts";
import { tick } from "../../src/approval/tick.ts";
import { aPendingApproval, aRequest } from "../support/a-request.ts";
import { ALONE, decideAlone } from "../support/decide-alone.ts";

const ANN = { open_id: "ou_ann" };
const BEN = { open_id: "ou_ben" };
const CAT = { open_id: "ou_cat" };
const AT = new Date("2026-03-02T09:30:00Z");
const TOOLS = { newId: () => "new" };

/** Both Ann and Ben, then Cat. */
function inTwoStages(): Approval {
  const [first] = aRequest({ policy: { approve: 2, reject: 1 } }).stages;
  const [second] = aRequest({ to: [{ open_id: "ou_cat" }], approvers: [CAT] }).stages;
  const stages = [first, second].filter((stage) => stage !== undefined);
  return aPendingApproval({ stages });
}

function approve(approval: Approval, by: object) {
  return decideAlone(approval, { verdict: "approve", by, at: AT });
}

describe("the next stage", () => {
  test("has its cards sent when the one before is satisfied, and not sooner", () => {
    const one = approve(inTwoStages(), ANN);
    expect([one.kind, one.approval.cards.length]).toEqual(["voted", 1]);
    const two = approve(one.approval, BEN);
    expect([two.kind, two.approval.status, two.approval.progress.stage]).toEqual(["advanced", "pending", 1]);
    expect(two.approval.progress.stageStartedAt).toEqual(AT);
    expect(two.approval.cards.slice(1)).toMatchObject([{ stage: 1, to: CAT, state: "queued" }]);
  });

  test("is for its own approvers alone, and its end is the end of all", () => {
    expect(approve(inTwoStages(), CAT).kind).toBe("not_an_approver");
    const begun = approve(approve(inTwoStages(), ANN).approval, BEN).approval;
    expect(approve(begun, ANN).kind).toBe("not_an_approver");
    const ended = approve(begun, CAT);
    expect([ended.kind, ended.approval.status]).toEqual(["decided", "approved"]);
  });

  test("begins anew with its escalation and its reminders", () => {
    const one = approve(inTwoStages(), ANN).approval;
    const late = { ...one, progress: { ...one.progress, escalated: true, reminders: 3 } };
    expect(approve(late, BEN).approval.progress).toMatchObject({ escalated: false, reminders: 0 });
  });

  test("never begins after a veto, though more would have approved", () => {
    const vetoed = decideAlone(approve(inTwoStages(), ANN).approval, { verdict: "reject", by: BEN, at: AT });
    expect([vetoed.kind, vetoed.approval.status, vetoed.approval.cards.length]).toEqual([
      "decided",
      "rejected",
      1,
    ]);
  });

  test("takes no click on a card of the stage before", () => {
    const begun = approve(approve(inTwoStages(), ANN).approval, BEN).approval;
    const click = { eventId: "e", approvalId: "apr_1", action: "approve", operator: CAT } as const;
    const from = (message_id: string) =>
      clickStep({ ...click, message_id }, ALONE.isMember, AT, TOOLS)(begun, []).kind;
    expect(from("om_1")).toBe("changed");
  });

  test("takes no click from a message that may be a card of the stage before", () => {
    const begun = approve(approve(inTwoStages(), ANN).approval, BEN).approval;
    const unsent = begun.cards.map((card) => ({
      ...card,
      to: CAT,
      message_id: undefined,
      chat_id: undefined,
      attempted: true,
    }));
    const click = { eventId: "e", approvalId: "apr_1", action: "approve", operator: CAT } as const;
    const step = clickStep({ ...click, message_id: "om_new" }, ALONE.isMember, AT, TOOLS);
    expect(step({ ...begun, cards: unsent }, []).kind).toBe("changed");
  });
});

describe("an escalation", () => {
  const [stage] = aRequest({ approvers: [ANN] }).stages;
  const escalate = { after: 600, to: [{ open_id: "ou_cat" }], approvers: [CAT] };
  const approval = aPendingApproval({ stages: stage === undefined ? [] : [{ ...stage, escalate }] });
  const due = new Date("2026-03-02T09:10:00Z");

  test("adds its approvers and tells them when it is due, once, and not a millisecond sooner", () => {
    expect(tick(approval, new Date(due.getTime() - 1), TOOLS).kind).toBe("not_due");
    expect(approve(approval, CAT).kind).toBe("not_an_approver");
    const told = tick(approval, due, TOOLS);
    expect([told.kind, told.approval.cards.at(-1)?.to]).toEqual(["escalated", CAT]);
    expect(approve(told.approval, CAT).kind).toBe("decided");
    expect(approve(told.approval, ANN).kind).toBe("decided");
    expect(tick(told.approval, AT, TOOLS).kind).toBe("not_due");
  });
});

describe("a reason", () => {
  test.each([undefined, "", " \n "])("that is required is not %p, and the request stays open", (reason) => {
    const approval = aPendingApproval({ reason: "required" });
    const refused = decideAlone(approval, { verdict: "reject", by: ANN, at: AT, reason });
    expect(refused).toEqual({ kind: "reason_required", approval });
    expect(isChange(decideAlone(approval, { verdict: "approve", by: ANN, at: AT, reason }))).toBe(true);
  });

  test("is kept with the vote, without the space around it", () => {
    const approval = aPendingApproval({ reason: "required" });
    const said = decideAlone(approval, { verdict: "reject", by: ANN, at: AT, reason: " too soon \n" });
    expect(said.approval.votes).toMatchObject([{ reason: "too soon" }]);
  });
});
