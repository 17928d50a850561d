import { describe, expect, test } from "bun:test";

import { callApi, post } from "../../support/call.ts";
import { testApp } from "../../support/test-app.ts";

const GOOD = {
  title: "Release",
  to: [{ chat_id: "oc_1" }],
  approvers: [{ open_id: "ou_1" }, { open_id: "ou_2" }],
};

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("a body is refused, and changes nothing", () => {
  const json = JSON.stringify(GOOD);
  test.each<[string, string | Uint8Array, string]>([
    ["that is empty", "", "not JSON"],
    ["that is half", json.slice(0, -1), "not JSON"],
    ["that is a form", "title=Release", "not JSON"],
    ["that is two", `${json}${json}`, "not JSON"],
    [
      "that is not UTF-8",
      new Uint8Array([...new TextEncoder().encode('{"title":"'), 0xff, 0x22, 0x7d]),
      "not JSON in UTF-8",
    ],
    ["that is null", "null", "not a JSON object"],
    ["that is a list", `[${json}]`, "not a JSON object"],
    ["that is a text", '"Release"', "not a JSON object"],
    ["with a prototype", json.replace("{", '{"__proto__":{"a":1},'), "__proto__"],
    ["with a prototype deep inside", json.replace("{", '{"metadata":{"a":[{"__proto__":1}]},'), "__proto__"],
    ["with a text of its own for what it is", json.replace("{", '{"metadata":{"toString":"1"},'), "toString"],
    ["with metadata nested 65 deep", json.replace("{", `{"metadata":{"a":${nested(63)}},`), "nested"],
    [
      "with metadata nested 100,000 deep",
      json.replace("{", `{"metadata":{"a":${nested(100_000)}},`),
      "nested",
    ],
    ["with a title nested 100,000 deep", json.replace('"Release"', nested(100_000)), "nested"],
    [
      "with approvers nested 100,000 deep",
      json.replace('[{"open_id', `[${nested(100_000)},{"open_id`),
      "nested",
    ],
    ["with something unknown nested 100,000 deep", json.replace("{", `{"x":${nested(100_000)},`), "nested"],
  ])(
    "%s, quickly and whole",
    async (_, body, message) => {
      const { app, dump, internal } = testApp();
      const before = dump();
      const answer = await callApi(app, "/v1/approvals", { method: "POST", body });
      expect(answer).toMatchObject({
        status: 400,
        body: { code: "malformed_json", message: expect.stringContaining(message) },
      });
      expect([internal, dump()]).toEqual([[], before]);
    },
    1_000,
  );
});

describe("a request for an approval is taken", () => {
  test.each(["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])(
    "as JSON when it says %s, which is what curl says of itself",
    async (type) => {
      const { app } = testApp();
      const answer = await post(app, "/v1/approvals", GOOD, { "content-type": type });
      expect(answer).toMatchObject({ status: 201, body: { title: "Release" } });
    },
  );

  test("with metadata nested as deep as a message may be, and given back as it came", async () => {
    const { app } = testApp();
    const metadata: unknown = {
      a: JSON.parse(nested(61)),
      constructor: "x",
      "": null,
      n: 1e21,
      f: 0.1,
      u: "\ud800",
    };
    expect(await post(app, "/v1/approvals", { ...GOOD, metadata })).toMatchObject({
      status: 201,
      body: { metadata },
    });
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});
