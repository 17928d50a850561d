import { afterEach, describe, expect, test } from "bun:test";

import type { Platform } from "./platform.ts";
import { openPlatform, request, stoppedClock } from "./platform.ts";

let platform: Platform;
const { clock, pass } = stoppedClock();

afterEach(() => platform.sandbox.stop());

describe("the token endpoint", () => {
  test("gives fields at top level, and the same token while a quarter of its life remains", async () => {
    platform = openPlatform({ clock });
    const first = await issue();
    expect(first).toEqual({
      code: 0,
      msg: "ok",
      tenant_access_token: expect.stringMatching(/^t-/),
      expire: 7200,
    });
    pass(5400);
    expect(await issue()).toEqual({ ...first, expire: 1800 });
  });

  test("gives a new token after that, and both are good until each one's end", async () => {
    platform = openPlatform({ clock });
    const first = await issue();
    pass(5401);
    const second = await issue();
    expect(second).toMatchObject({ expire: 7200 });
    expect(second["tenant_access_token"]).not.toBe(first["tenant_access_token"]);
    expect(await use(first)).toEqual([200, 0]);
    expect(await use(second)).toEqual([200, 0]);
    pass(1799);
    expect(await use(first)).toEqual([400, 99991663]);
    expect(await use(second)).toEqual([200, 0]);
  });

  test.each([
    ["a wrong secret", { app_secret: "wrong" }, 10014, "app secret invalid"],
    ["an unknown app", { app_id: "cli_unknown" }, 10014, "app id not exists"],
    ["what cannot be an app id", { app_id: "x" }, 10003, "invalid param"],
    ["a missing secret", { app_secret: undefined }, 10003, "invalid param"],
  ])("refuses %s with HTTP 200", async (_, wrong, code, msg) => {
    platform = openPlatform();
    const { app, url } = platform.sandbox;
    const answer = await request(`${url}/open-apis/auth/v3/tenant_access_token/internal`, {
      method: "POST",
      body: JSON.stringify({ app_id: app.id, app_secret: app.secret, ...wrong }),
    });
    expect([answer.status, answer.body.code, answer.body.msg]).toEqual([200, code, msg]);
  });
});

describe("a call", () => {
  test.each([
    ["without a token", {}, 99991661],
    ["with another scheme", { authorization: "Basic dDpz" }, 99991661],
    ["with a token of no kind", { authorization: "Bearer abc" }, 99991671],
    ["with a user's token", { authorization: "Bearer u-abc" }, 99991668],
    ["with an unknown tenant token", { authorization: "Bearer t-abc" }, 99991663],
  ])("%s is refused", async (_, headers, code) => {
    platform = openPlatform();
    const answer = await request(`${platform.sandbox.url}/open-apis/bot/v3/info`, { headers });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.headers.get("x-tt-logid")).toMatch(/^02[0-9a-f]{32}$/);
  });

  test("is refused once its token was ended early, and the next token is another", async () => {
    platform = openPlatform();
    const token = await issue();
    platform.sandbox.expireTokens();
    expect(await use(token)).toEqual([400, 99991663]);
    expect(await use(await issue())).toEqual([200, 0]);
  });
});

async function issue(): Promise<Record<string, unknown>> {
  const { app, url } = platform.sandbox;
  const response = await fetch(`${url}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: "POST",
    body: JSON.stringify({ app_id: app.id, app_secret: app.secret }),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function use({ tenant_access_token }: Record<string, unknown>): Promise<[number, number]> {
  const headers = { authorization: `Bearer ${String(tenant_access_token)}` };
  const { status, body } = await request(`${platform.sandbox.url}/open-apis/bot/v3/info`, { headers });
  return [status, body.code];
}
