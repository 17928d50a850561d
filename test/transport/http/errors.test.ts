import { SQLiteError } from "bun:sqlite";
import { describe, expect, test } from "bun:test";

import type { ApprovalService } from "../../../src/approval/approval-service.ts";
import type { Status } from "../../../src/approval/approval.ts";
import { aPendingApproval } from "../../support/a-request.ts";
import { call, callApi, post } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

/** A service whose every look ends like this. */
function findsOnly(find: ApprovalService["find"]) {
  return { disturb: (service: ApprovalService): ApprovalService => ({ ...service, find }) };
}

test("every answer names its request, and what the caller calls it does not count", async () => {
  const { app } = testApp();
  const named = async (path: string) =>
    (
      await app.handle(new Request(`http://localhost${path}`, { headers: { "x-request-id": "theirs" } }))
    ).headers.get("x-request-id");
  const ids = await Promise.all(["/livez", "/v1/approvals", "/nowhere", "/openapi.json"].map(named));
  expect(new Set(ids)).toEqual(new Set(["req_1", "req_2", "req_3", "req_4"]));
});

describe("a fault that has no code of ours", () => {
  const inside = "/var/lib/countersign: pl4nted";

  test.each<[string, unknown]>([
    ["an error", new Error(inside, { cause: new Error(inside) })],
    ["an error of the system", Object.assign(new Error(inside), { code: "ENOENT", path: inside })],
    [
      "an error that looks like one of the framework's",
      Object.assign(new Error(inside), { code: "NOT_FOUND", status: 200 }),
    ],
    ["an error that looks like a validation", Object.assign(new Error(inside), { code: "VALIDATION" })],
    ["an error that looks like a bad body", Object.assign(new Error(inside), { code: "PARSE" })],
    [
      "an error that answers for itself",
      Object.assign(new Error(inside), { toResponse: () => new Response(inside) }),
    ],
    ["a text", inside],
    ["an answer", new Response(inside, { status: 418 })],
  ])("such as %s is internal, and no more outside", async (_, fault) => {
    const { app, internal } = testApp(
      findsOnly(() => {
        throw fault;
      }),
    );
    const { status, body, headers } = await callApi(app, "/v1/approvals/apr_1");
    expect(status).toBe(500);
    expect(body).toEqual({
      code: "internal",
      message: "something went wrong here; the log has the rest",
      request_id: headers.get("x-request-id"),
    });
    expect(JSON.stringify([...headers])).not.toContain("pl4nted");
    expect(internal).toEqual([fault]);
  });

  test("is what an answer is that the API does not promise", async () => {
    const odd = aPendingApproval({}, { status: "pl4nted" as Status });
    const { app, internal } = testApp(findsOnly(async () => odd));
    const answer = await callApi(app, "/v1/approvals/apr_1");
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(JSON.stringify(answer.body)).not.toContain("pl4nted");
    expect(internal).toHaveLength(1);
  });

  test("is what a full disk is, and the request can be made again", async () => {
    const { app, internal } = testApp({
      disturb: (service) => ({
        ...service,
        create: () => Promise.reject(Object.create(SQLiteError.prototype)),
      }),
    });
    const body = { title: "T", to: [{ chat_id: "oc_1" }], approvers: "anyone" };
    expect(await post(app, "/v1/approvals", body)).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(internal).toHaveLength(1);
  });
});

describe("every refusal", () => {
  test.each<[string, RequestInit, number, string]>([
    ["/nowhere", {}, 404, "not_found"],
    ["/v1", {}, 404, "not_found"],
    ["/v1/approvals/apr_1/nothing", {}, 404, "not_found"],
    ["/livez", { method: "DELETE" }, 404, "not_found"],
    ["/v1/approvals", { method: "PUT" }, 404, "not_found"],
    ["/v1/approvals/apr_1", {}, 404, "approval_not_found"],
    ["/v1/approvals", { headers: { authorization: "Bearer x" } }, 401, "unauthenticated"],
    ["/v1/approvals?limit=0", {}, 400, "invalid_request"],
    ["/v1/approvals", { method: "POST", body: "{" }, 400, "malformed_json"],
    ["/lark/callback", { method: "POST", body: "{}" }, 401, "callback_refused"],
  ])("of %s has a code, a message and the id of the request", async (path, init, status, code) => {
    const { app } = testApp();
    const answer = await callApi(app, path, init);
    expect([answer.status, answer.body]).toEqual([
      status,
      { code, message: expect.stringMatching(/./), request_id: "req_1" },
    ]);
    expect(answer.headers.get("x-request-id")).toBe("req_1");
    expect(answer.headers.get("content-type")).toStartWith("application/json");
  });

  test("has an id of its own", async () => {
    const { app } = testApp();
    const ids = [await call(app, "/a"), await call(app, "/b")].map(({ headers }) =>
      headers.get("x-request-id"),
    );
    expect(ids).toEqual(["req_1", "req_2"]);
  });
});
