import { describe, expect, test } from "bun:test";

import { ApprovalError } from "../../src/approval/approval-error.ts";
import { checkRequest } from "../../src/approval/check-request.ts";
import type { Person } from "../../src/approval/person.ts";
import { aRequest, type FlatRequest } from "../support/a-request.ts";

const DAY = 86_400;

function codeOf(about: FlatRequest, expiresIn = DAY): string {
  try {
    checkRequest(aRequest(about), expiresIn);
    return "accepted";
  } catch (fault) {
    if (fault instanceof ApprovalError) return fault.code;
    throw fault;
  }
}

const people = (count: number): Person[] => Array.from({ length: count }, (_, n) => ({ open_id: `ou_${n}` }));
const chats = (count: number) => Array.from({ length: count }, (_, n) => ({ chat_id: `oc_${n}` }));
const FURTHER = { after: 60, to: [{ open_id: "ou_cat" }], approvers: [{ open_id: "ou_cat" }] };
const fields = (count: number) => Array.from({ length: count }, () => ({ label: "a", value: "b" }));

describe("a request is refused", () => {
  test.each<[string, FlatRequest, string]>([
    ["without recipients", { to: [] }, "no_recipients"],
    ["with a recipient that is nobody", { to: [{}] }, "invalid_recipient"],
    ["with a recipient that is two", { to: [{ chat_id: "oc_1", open_id: "ou_1" }] }, "invalid_recipient"],
    ["with a recipient twice", { to: [{ chat_id: "oc_1" }, { chat_id: "oc_1" }] }, "invalid_recipient"],
    ["with 51 recipients", { to: chats(51) }, "too_many_recipients"],
    ["without approvers", { approvers: [] }, "no_approvers"],
    ["with an approver that has only a name", { approvers: [{ name: "Ann" }] }, "invalid_person"],
    ["with 201 approvers", { approvers: people(201) }, "too_many_approvers"],
    [
      "that only its requester could answer",
      { approvers: [{ open_id: "ou_1" }], requested_by: { open_id: "ou_1" } },
      "no_approvers",
    ],
    ["that needs more approvals than approvers", { policy: { approve: 3, reject: 1 } }, "impossible_policy"],
    ["that needs more rejections than approvers", { policy: { approve: 1, reject: 3 } }, "impossible_policy"],
    ["whose reminder never comes", { remind: { after: 1e300, by: "reply" } }, "invalid_reminder"],
    ["whose reminder is no time", { remind: { after: Number.NaN, by: "reply" } }, "invalid_reminder"],
    ["whose escalation never comes", { escalate: { ...FURTHER, after: 1e300 } }, "invalid_escalation"],
    ["whose escalation is to nobody", { escalate: { ...FURTHER, approvers: [] } }, "invalid_escalation"],
    ["that escalates beyond anyone", { escalate: FURTHER, approvers: "anyone" }, "invalid_escalation"],
    ["without stages", { stages: [] }, "invalid_stages"],
    ["with 51 fields", { fields: fields(51) }, "too_many_fields"],
  ])("%s", (_, about, code) => {
    expect(codeOf(about)).toBe(code);
  });

  test.each<[string, number, string]>([
    ["that has expired when it is made", 0, "expiry_in_past"],
    ["that expired an hour ago", -3600, "expiry_in_past"],
    ["whose expiry is no number", Number.NaN, "expiry_in_past"],
    ["that outlives its cards", 14 * DAY - 3599, "expiry_too_far"],
    ["that never expires", Number.POSITIVE_INFINITY, "expiry_too_far"],
  ])("%s", (_, expiresIn, code) => {
    expect(codeOf({}, expiresIn)).toBe(code);
  });

  test("if the threshold is out of reach without the requester", () => {
    const about = { requested_by: { open_id: "ou_ann" }, policy: { approve: 2, reject: 1 } };
    expect(codeOf(about)).toBe("impossible_policy");
    expect(codeOf({ ...about, allow_self_approval: true })).toBe("accepted");
  });

  describe("if the threshold counts one person twice, who is listed", () => {
    const policy = { approve: 2, reject: 1 };

    test.each<[string, Person[]]>([
      ["twice", [{ open_id: "ou_1" }, { open_id: "ou_1", name: "Ann" }]],
      ["with more ids the second time", [{ user_id: "ann" }, { user_id: "ann", open_id: "ou_1" }]],
      [
        "under two ids that a third entry ties together",
        [{ open_id: "ou_1" }, { user_id: "ann" }, { open_id: "ou_1", user_id: "ann" }],
      ],
    ])("%s", (_, approvers) => {
      expect(codeOf({ approvers, policy })).toBe("impossible_policy");
      expect(codeOf({ approvers: approvers.toReversed(), policy })).toBe("impossible_policy");
      expect(codeOf({ approvers: [...approvers, { open_id: "ou_2" }], policy })).toBe("accepted");
    });
  });

  test("if the requester is the only approver under an id that another entry ties to theirs", () => {
    const approvers = [{ user_id: "ann" }, { user_id: "ann", open_id: "ou_ann" }];
    expect(codeOf({ approvers, requested_by: { open_id: "ou_ann" } })).toBe("no_approvers");
  });
});

describe("a request is accepted", () => {
  test.each<[string, FlatRequest]>([
    ["that needs everybody", { policy: { approve: 2, reject: 2 } }],
    ["that anyone may answer", { approvers: "anyone", policy: { approve: 7, reject: 7 } }],
    ["with the most of everything", { to: chats(50), approvers: people(200), fields: fields(50) }],
    ["that goes to the same person as member of a chat", { to: [{ chat_id: "x" }, { open_id: "x" }] }],
    ["whose requester is only a name", { requested_by: { name: "CI" } }],
  ])("%s", (_, about) => {
    expect(codeOf(about)).toBe("accepted");
  });

  test("for a second, and for as long as a card can be kept up to date", () => {
    expect([codeOf({}, 1), codeOf({}, 14 * DAY - 3600)]).toEqual(["accepted", "accepted"]);
  });
});
