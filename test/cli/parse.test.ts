import { describe, expect, test } from "bun:test";

import { parseDuration } from "../../src/cli/request/parse-duration.ts";
import { parseField, parseMetadata } from "../../src/cli/request/parse-options.ts";
import { parseApprover, parseRecipient, parseRequester } from "../../src/cli/request/parse-person.ts";
import { requestBody } from "../../src/cli/request/request-body.ts";

const NEEDED = { title: "Ship it", to: [{ chat_id: "oc_1" }], approver: [{ open_id: "ou_1" }] } as const;

describe("a time", () => {
  test.each([
    ["90", 90],
    ["45s", 45],
    ["30m", 1_800],
    ["1h30m", 5_400],
    ["7d", 604_800],
  ])("%s is %i seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each(["", "soon", "1.5h", "-1h", "1 h", "h", "1w"])("%j is none", (text) => {
    expect(() => parseDuration(text)).toThrow("90s, 30m, 1h30m or 7d");
  });
});

describe("an id", () => {
  test("tells its kind by how it begins", () => {
    expect(["oc_1", "ou_1", "on_1", "user:ada", "ada@example.com"].map(parseRecipient)).toEqual([
      { chat_id: "oc_1" },
      { open_id: "ou_1" },
      { union_id: "on_1" },
      { user_id: "ada" },
      { email: "ada@example.com" },
    ]);
  });

  test.each(["ada", "user:", ""])("%j is of no kind that a card could go to", (text) => {
    expect(() => parseRecipient(text)).toThrow("user:ID");
  });

  test.each(["oc_1", "ada@example.com", "ada"])("%j is nobody whose click could be told", (text) => {
    expect(() => parseApprover(text)).toThrow("anyone");
  });

  test("of the requester may be no id but a name", () => {
    expect(["CI", "ou_1"].map(parseRequester)).toEqual([{ name: "CI" }, { open_id: "ou_1" }]);
  });
});

describe("an option of pairs", () => {
  test("is split at the first equals sign", () => {
    expect(parseField("Query=a=b")).toEqual({ label: "Query", value: "a=b" });
    expect(() => parseField("=a")).toThrow("label=value");
  });

  test("takes metadata as pairs and as JSON, the later over the earlier", () => {
    expect(parseMetadata('{"run": 812, "by": "ci"}', parseMetadata("by=hand", undefined))).toEqual({
      run: 812,
      by: "ci",
    });
    expect(() => parseMetadata("{run}", undefined)).toThrow("not JSON");
  });
});

describe("the body of a request", () => {
  test("has only the members that were given", () => {
    expect(requestBody(NEEDED)).toEqual({ title: "Ship it", to: NEEDED.to, approvers: NEEDED.approver });
  });

  test("is the file's, with the flags over it", () => {
    const file = { ...requestBody(NEEDED), policy: { approve: 1, reject: 2 }, risk: "high" };
    expect(requestBody({ title: "Ship that", approve: 2, approver: ["anyone"] }, file)).toEqual({
      ...file,
      title: "Ship that",
      approvers: "anyone",
      policy: { approve: 2, reject: 2 },
    });
  });

  test("names every flag that is missing at once", () => {
    expect(() => requestBody({})).toThrow("a request needs --title and --to and --approver");
  });

  test("takes no one beside anyone", () => {
    expect(() => requestBody({ ...NEEDED, approver: ["anyone", { open_id: "ou_1" }] })).toThrow("anyone");
  });
});
