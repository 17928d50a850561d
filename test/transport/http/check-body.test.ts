import { describe, expect, spyOn, test } from "bun:test";

import { CreateApproval } from "../../../src/transport/http/approval-schema.ts";
import { bodyCheck } from "../../../src/transport/http/check-body.ts";
import { callApi } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

const FORM = new FormData();
FORM.set("image", new Blob([new Uint8Array([1])]), "a.png");
FORM.set("request", JSON.stringify({ purpose: 1 }));

describe("a body that is not as it should be", () => {
  test.each<[string, string, object | FormData, unknown]>([
    ["POST", "/v1/approvals", { title: 1, to: 1, approvers: 1 }, "title: Expected string"],
    [
      "POST",
      "/v1/approvals/apr_1/decide",
      { verdict: "no", reason: 1 },
      "verdict: must be approve or reject",
    ],
    ["POST", "/v1/cards", { to: [{ x: 1 }], card: 1 }, "to.0.x: Unexpected property"],
    ["PUT", "/v1/cards/pst_1/card", { card: 1 }, "card: Expected object"],
    ["POST", "/v1/delegations", { from: 1 }, "to: Expected required property"],
    ["POST", "/v1/webhooks", { url: 1, types: 1 }, "url: Expected string"],
    ["POST", "/v1/signatures", FORM, "request.requested_by: Expected required property"],
    [
      "POST",
      "/v1/signatures/sig_1/link",
      { expires_in: 0 },
      expect.stringContaining("expires_in: must be from 1 to "),
    ],
  ])(
    "%s %s is refused by its first fault, and nothing else of it is worded",
    async (method, path, sent, message) => {
      const { app } = testApp();
      const body = sent instanceof FormData ? sent : JSON.stringify(sent);
      using stringify = spyOn(JSON, "stringify");
      const answer = await callApi(app, path, { method, body });
      const worded = stringify.mock.calls.filter(([value]) => Object(value).type === "validation");
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", message } });
      expect(worded).toEqual([]);
    },
  );

  test("is looked at no further than that", () => {
    const beyond = {
      get label(): string {
        throw new Error("looked at");
      },
      value: "",
    };
    const body = { title: "Release", fields: [{ label: 1, value: "" }, beyond] };
    expect(() => bodyCheck(CreateApproval)(body)).toThrow("fields.0.label: Expected string");
  });

  test("is not called by a name of any length", async () => {
    const { app } = testApp();
    const body = JSON.stringify({ ["x".repeat(100_000)]: 1 });
    const { body: said } = await callApi(app, "/v1/approvals", { method: "POST", body });
    expect(JSON.stringify(said).length).toBeLessThan(1_000);
  });
});
