import { describe, expect, test } from "bun:test";

import type { Stage } from "../../../src/approval/stage.ts";
import { callApi, post } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

const STAGE: Stage = {
  to: [{ chat_id: "oc_1" }],
  approvers: "anyone",
  policy: { approve: 1, reject: 1 },
};

describe("POST /v1/approvals/:id/decide", () => {
  test.each([
    ["approve", "approved"],
    ["reject", "rejected"],
  ])("to %s decides past the policy, and says so wherever the decision is shown", async (verdict, status) => {
    const { app, ask } = testApp();
    const { id } = await ask({ stages: [{ ...STAGE, policy: { approve: 2, reject: 2 } }] });
    const answer = await post(app, `/v1/approvals/${id}/decide`, { verdict, reason: " The site is down. " });
    const decision = {
      verdict,
      by: { name: "tests" },
      break_glass: true,
      reason: "The site is down.",
      at: "2026-03-02T09:00:00.000Z",
    };
    expect(answer).toMatchObject({ status: 200, body: { id, status, decisions: [decision] } });
    expect(await callApi(app, `/v1/approvals/${id}`)).toMatchObject({ body: { decisions: [decision] } });
    const { body } = await callApi(app, `/v1/approvals/${id}/events`);
    expect((body as { data: unknown[] }).data.at(-1)).toMatchObject({
      type: "decided",
      actor: { kind: "token", id: "tok_1" },
      details: { verdict, break_glass: true, reason: "The site is down." },
    });
  });

  test("ends all the stages that were still to come", async () => {
    const { app, ask } = testApp();
    const { id } = await ask({ stages: [STAGE, STAGE, STAGE] });
    const answer = await post(app, `/v1/approvals/${id}/decide`, { verdict: "approve", reason: "x" });
    expect(answer).toMatchObject({ body: { status: "approved", stage: 0 } });
  });

  test.each([
    ["no reason", { verdict: "approve" }, 400, "invalid_request"],
    ["an empty reason", { verdict: "approve", reason: " \n" }, 400, "reason_required"],
    ["no verdict", { reason: "x" }, 400, "invalid_request"],
    ["a verdict of its own", { verdict: "cancel", reason: "x" }, 400, "invalid_request"],
    ["an unknown member", { verdict: "approve", reason: "x", force: true }, 400, "invalid_request"],
  ])("refuses %s, and changes nothing", async (_, body, status, code) => {
    const { app, ask, dump } = testApp();
    const { id } = await ask();
    const before = dump();
    expect(await post(app, `/v1/approvals/${id}/decide`, body)).toMatchObject({ status, body: { code } });
    expect(dump()).toBe(before);
  });

  test("comes too late for what has ended, and finds nothing where nothing is", async () => {
    const { app, ask } = testApp();
    const { id } = await ask();
    const decision = { verdict: "reject", reason: "x" };
    await callApi(app, `/v1/approvals/${id}/cancel`, { method: "POST" });
    expect(await post(app, `/v1/approvals/${id}/decide`, decision)).toMatchObject({
      status: 409,
      body: { code: "already_ended" },
    });
    expect(await post(app, "/v1/approvals/apr_none/decide", decision)).toMatchObject({
      status: 404,
      body: { code: "approval_not_found" },
    });
  });
});

describe("GET /v1/approvals/:id/explain", () => {
  test.each([
    ["as=ou_ann", true, "authorized"],
    ["open_id=ou_ann", true, "authorized"],
    ["as=ou_eve", false, "not_an_approver"],
    ["user_id=carl", false, "not_an_approver"],
    ["as=ou_ben", false, "self_approval"],
  ])("says of %s whether they may answer, and why", async (query, allowed, code) => {
    const { app, ask, dump } = testApp();
    const { id } = await ask({ requested_by: { open_id: "ou_ben", user_id: "ben" } });
    const before = dump();
    const { status, body } = await callApi(app, `/v1/approvals/${id}/explain?${query}`);
    expect([status, body]).toMatchObject([
      200,
      { allowed, code, message: expect.stringMatching(/^[A-Z][^.]+\.$/) },
    ]);
    expect(dump()).toBe(before);
  });

  test.each(["", "as=ou_ann&user_id=ann", "as=ou_ann&open_id=ou_ann", "as=", "name=Ann"])(
    "does not guess who is meant by %p",
    async (query) => {
      const { app, ask } = testApp();
      const { id } = await ask();
      expect(await callApi(app, `/v1/approvals/${id}/explain?${query}`)).toMatchObject({
        status: 400,
        body: { code: "invalid_request" },
      });
    },
  );

  test("finds nothing where nothing is", async () => {
    const { app } = testApp();
    expect((await callApi(app, "/v1/approvals/apr_none/explain?as=ou_ann")).status).toBe(404);
  });
});
