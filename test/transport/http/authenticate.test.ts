import { describe, expect, test } from "bun:test";

import { call } from "../../support/call.ts";
import { API_TOKEN, testApp } from "../../support/test-app.ts";

const ROUTES: readonly (readonly [method: string, path: string])[] = [
  ["POST", ""],
  ["GET", ""],
  ["GET", "/apr_0001"],
  ["GET", "/apr_0001?wait=30"],
  ["GET", "/apr_0001/events"],
  ["POST", "/apr_0001/cancel"],
];

describe("a bearer of a token in force", () => {
  test.each(["Bearer", "bearer", "BEARER"])("is let in, by %s", async (scheme) => {
    const { app } = testApp();
    const headers = { authorization: `${scheme} ${API_TOKEN}` };
    expect((await call(app, "/v1/approvals", { headers })).status).toBe(200);
  });

  test("is let in no more as soon as it is revoked", async () => {
    const { app, storage } = testApp();
    const headers = { authorization: `Bearer ${API_TOKEN}` };
    expect((await call(app, "/v1/approvals", { headers })).status).toBe(200);
    storage.tokens.revoke("tok_1", new Date(0));
    expect((await call(app, "/v1/approvals", { headers })).status).toBe(401);
  });
});

describe("whoever else comes", () => {
  test.each<[string, string | undefined]>([
    ["without a token", undefined],
    ["with an empty header", ""],
    ["with a scheme and nothing more", "Bearer"],
    ["with an empty token", "Bearer "],
    ["with a token that nobody has", "Bearer cst_guess"],
    ["with half a token", `Bearer ${API_TOKEN.slice(0, -1)}`],
    ["with a token in capitals", `Bearer ${API_TOKEN.toUpperCase()}`],
    ["with two spaces before it", `Bearer  ${API_TOKEN}`],
    ["with the token alone", API_TOKEN],
    ["with the token for a password", `Basic ${btoa(`:${API_TOKEN}`)}`],
  ])(
    "%s is refused everywhere, before anything else is said, and changes nothing",
    async (_, authorization) => {
      const { app, ask, dump } = testApp();
      await ask();
      const before = dump();
      for (const [method, path] of ROUTES) {
        const answer = await call(app, `/v1/approvals${path}`, {
          method,
          headers: authorization === undefined ? {} : { authorization },
          ...(path === "" && method === "POST" && { body: "{}" }),
        });
        expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
        expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="countersign"');
      }
      expect(dump()).toBe(before);
    },
  );

  test("with the token in the address is refused", async () => {
    const { app } = testApp();
    expect((await call(app, `/v1/approvals?access_token=${API_TOKEN}`)).status).toBe(401);
  });

  test("learns nothing of what there is: neither ids nor what is wrong with a request", async () => {
    const { app, ask } = testApp();
    await ask();
    const answers = await Promise.all(
      ["/v1/approvals/apr_0001", "/v1/approvals/apr_9", "/v1/approvals?limit=0"].map((path) =>
        call(app, path),
      ),
    );
    const said = answers.map(({ status, body }) =>
      JSON.stringify([status, { ...Object(body), request_id: "" }]),
    );
    expect(new Set(said).size).toBe(1);
  });
});
