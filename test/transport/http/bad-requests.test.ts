import { describe, expect, test } from "bun:test";

import { callApi, post } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

const GOOD = {
  title: "Release",
  to: [{ chat_id: "oc_1" }],
  approvers: [{ open_id: "ou_1" }, { open_id: "ou_2" }],
};
const PLANTED = "pl4nted";

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe("a request for an approval is refused, and changes nothing", () => {
  test.each<[string, unknown, string, string]>([
    ["without approvers", { ...GOOD, approvers: [] }, "no_approvers", "approvers"],
    [
      "with only the requester to approve",
      { ...GOOD, approvers: [{ open_id: "ou_1" }], requested_by: { open_id: "ou_1" } },
      "no_approvers",
      "allow_self_approval",
    ],
    [
      "with an approver who is only a name",
      { ...GOOD, approvers: [{ name: PLANTED }] },
      "invalid_person",
      "approvers",
    ],
    [
      "with 201 approvers",
      { ...GOOD, approvers: times(201, (n) => ({ open_id: `ou_${n}` })) },
      "too_many_approvers",
      "200",
    ],
    ["without recipients", { ...GOOD, to: [] }, "no_recipients", "to"],
    [
      "with 51 recipients",
      { ...GOOD, to: times(51, (n) => ({ chat_id: `oc_${n}` })) },
      "too_many_recipients",
      "50",
    ],
    [
      "with a recipient twice",
      { ...GOOD, to: times(2, () => ({ chat_id: PLANTED })) },
      "invalid_recipient",
      "twice",
    ],
    [
      "with a recipient of two kinds",
      { ...GOOD, to: [{ chat_id: "a", open_id: "b" }] },
      "invalid_recipient",
      "one of",
    ],
    [
      "with a threshold out of reach",
      { ...GOOD, policy: { approve: 3 } },
      "impossible_policy",
      "policy.approve",
    ],
    [
      "with a rejection out of reach",
      { ...GOOD, policy: { reject: 3 } },
      "impossible_policy",
      "policy.reject",
    ],
    ["that has expired", { ...GOOD, expires_in: -1 }, "expiry_in_past", "expires_in"],
    ["that expires at once", { ...GOOD, expires_in: 0 }, "expiry_in_past", "expires_in"],
    ["that outlives its card", { ...GOOD, expires_in: 14 * 86_400 }, "expiry_too_far", "14 days"],
    [
      "with 200 fields",
      { ...GOOD, fields: times(200, () => ({ label: "a", value: "b" })) },
      "too_many_fields",
      "50",
    ],
  ])("%s", async (_, body, code, mend) => {
    const { app, dump } = testApp();
    const before = dump();
    const answer = await post(app, "/v1/approvals", body, { "idempotency-key": "k" });
    expect(answer).toMatchObject({ status: 400, body: { code, message: expect.stringContaining(mend) } });
    expect(JSON.stringify(answer.body)).not.toContain(PLANTED);
    expect(dump()).toBe(before);
  });

  test.each<[string, unknown, string]>([
    ["without a title", { ...GOOD, title: undefined }, "title: "],
    ["with an empty title", { ...GOOD, title: "" }, "title: "],
    ["with a title of 501 letters", { ...GOOD, title: PLANTED.padEnd(501, "x") }, "title: "],
    ["with a title that is an object", { ...GOOD, title: { [PLANTED]: 1 } }, "title: "],
    ["with a summary that is too long", { ...GOOD, summary: PLANTED.padEnd(20_001) }, "summary: "],
    ["with a field of nothing", { ...GOOD, fields: [null] }, "fields.0: "],
    [
      "with a field of too much",
      { ...GOOD, fields: [{ label: "a", value: "b", colour: PLANTED }] },
      "fields.0.colour: Unexpected property",
    ],
    [
      "with an approver of a wrong kind",
      { ...GOOD, approvers: [{ open_id: 7 }] },
      "approvers: A list of who may answer",
    ],
    [
      "approved by everyone",
      { ...GOOD, approvers: PLANTED },
      'approvers: A list of who may answer, or "anyone"',
    ],
    ["with half a vote", { ...GOOD, policy: { approve: 0.5 } }, "policy.approve: "],
    ["with votes in words", { ...GOOD, policy: { approve: "2" } }, "policy.approve: must be from 1 to 1000"],
    ["with no votes", { ...GOOD, policy: { approve: 0 } }, "policy.approve: must be from 1 to 1000"],
    ["with an expiry in words", { ...GOOD, expires_in: PLANTED }, "expires_in: "],
    ["with a risk that nobody knows", { ...GOOD, risk: PLANTED }, "risk: must be low or normal or high"],
    ["with a reason that is asked for in another word", { ...GOOD, reason: PLANTED }, "reason: "],
    ["with metadata that is a list", { ...GOOD, metadata: [PLANTED] }, "metadata: "],
    [
      "with a member that is unknown",
      { ...GOOD, callback_url: PLANTED },
      "callback_url: Unexpected property",
    ],
    ["with self-approval in words", { ...GOOD, allow_self_approval: "yes" }, "allow_self_approval: "],
  ])("%s, naming the member and never what was in it", async (_, body, message) => {
    const { app, dump, internal } = testApp();
    const before = dump();
    const answer = await post(app, "/v1/approvals", body);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining(message) },
    });
    expect(JSON.stringify(answer.body)).not.toContain(PLANTED);
    expect([internal, dump()]).toEqual([[], before]);
  });
});

describe("a question is refused", () => {
  test.each<[string, string]>([
    ["?status=open", "status: must be pending or approved or rejected or expired or cancelled"],
    ["?limit=0", "limit: must be from 1 to 100"],
    ["?limit=101", "limit: must be from 1 to 100"],
    ["?limit=ten", "limit: must be from 1 to 100"],
    ["?limit=1.5", "limit: must be from 1 to 100"],
    [`?cursor=${"x".repeat(65)}`, "cursor: "],
    ["?page=2", "page: Unexpected property"],
    ["/apr_0001?wait=31", "wait: must be from 0 to 30"],
    ["/apr_0001?wait=-1", "wait: must be from 0 to 30"],
    ["/apr_0001?wait=long", "wait: must be from 0 to 30"],
    ["/apr_0001?wait=Infinity", "wait: "],
    ["/apr_0001?wait=NaN", "wait: "],
  ])("%s", async (question, message) => {
    const { app, ask, internal } = testApp();
    await ask();
    expect(await callApi(app, `/v1/approvals${question}`)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining(message) },
    });
    expect(internal).toEqual([]);
  });
});
