import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { NewFault } from "../../src/sandbox/faults.ts";
import type { SandboxEvent } from "../../src/sandbox/view.ts";
import { startAppServer } from "./app-server.ts";
import type { Platform } from "./platform.ts";
import { card, openPlatform, rejection, request } from "./platform.ts";

let platform: Platform;
/** A token taken before any fault, so that the token endpoint is not called for each call. */
let authorization: string;

beforeEach(async () => {
  platform = openPlatform();
  authorization = await newAuthorization();
});

afterEach(() => platform.sandbox.stop());

describe("a fault", () => {
  test.each<[string, NewFault, [number, number]]>([
    ["by status and code", { on: "send", status: 500, code: 2200 }, [500, 2200]],
    ["by code alone", { on: "send", code: 230020 }, [400, 230020]],
    ["by status alone", { on: "send", status: 503 }, [503, 2200]],
    ["that says nothing more", { on: "send" }, [500, 2200]],
    ["of too many calls", { on: "send", code: 99991400 }, [429, 99991400]],
    ["of a token that has ended", { on: "send", kind: "expired_token" }, [400, 99991663]],
    ["on any call", { on: "any", status: 502 }, [502, 2200]],
  ])("%s answers once in the platform's place, without an effect", async (_, fault, refusal) => {
    platform.sandbox.addFault(fault);
    expect(await send()).toEqual(refusal);
    expect(platform.sandbox.view()).toMatchObject({ messages: [], faults: [] });
    authorization = await newAuthorization();
    expect(await send()).toEqual([200, 0]);
  });

  test("may come after the effect", async () => {
    platform.sandbox.addFault({ on: "send", status: 500, after_effect: true });
    expect(await send()).toEqual([500, 2200]);
    expect(platform.sandbox.view().messages).toHaveLength(1);
  });

  test("carries a sub-code in its text", async () => {
    const msg = "Failed to create card content, ext=ErrCode: 11310; ErrMsg: card action is lock; ";
    platform.sandbox.addFault({ on: "patch", code: 230099, msg });
    const answer = await platform.patch("om_x", card("x"));
    expect(answer.body).toMatchObject({ code: 230099, msg });
  });

  test("of too many calls says when to come back", async () => {
    platform.sandbox.addFault({ on: "send", status: 429 });
    const { headers } = await sendRaw();
    expect([headers.get("x-ogw-ratelimit-limit"), headers.get("x-ogw-ratelimit-reset")]).toEqual(["50", "1"]);
  });

  test.each([
    ["before", false, 0],
    ["after", true, 1],
  ])("cuts the connection %s the effect", async (_, after_effect, messages) => {
    platform.sandbox.addFault({ on: "send", kind: "reset", after_effect });
    expect(await rejection(send())).toMatchObject({ code: "ECONNRESET" });
    expect(platform.sandbox.view().messages).toHaveLength(messages);
    expect(await send()).toEqual([200, 0]);
  });

  test("answers what is not JSON", async () => {
    platform.sandbox.addFault({ on: "send", kind: "garbage", status: 502 });
    const response = await sendBytes();
    expect(response.status).toBe(502);
    expect(await response.text()).toStartWith("<html>");
  });

  test("of a token ends that token for good, and the next one is another", async () => {
    platform.sandbox.addFault({ on: "send", kind: "expired_token", after_effect: true });
    expect(await send()).toEqual([400, 99991663]);
    expect(platform.sandbox.view().messages).toHaveLength(1);
    expect(await send()).toEqual([400, 99991663]);
    const before = authorization;
    authorization = await newAuthorization();
    expect(authorization).not.toBe(before);
    expect(await send()).toEqual([200, 0]);
  });

  test.each([
    ["before", false],
    ["after", true],
  ])("delays a call %s its effect", async (_, after_effect) => {
    platform.sandbox.addFault({ on: "send", kind: "delay", delay_ms: 200, after_effect });
    const published = Promise.withResolvers<number>();
    platform.sandbox.subscribe(({ type }) => type === "message" && published.resolve(performance.now()));
    const startedAt = performance.now();
    expect(await send()).toEqual([200, 0]);
    const tookEffectAfter = (await published.promise) - startedAt;
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
    expect(tookEffectAfter < 199).toBe(after_effect);
  });

  test("waits for its own call, as often as it was told", async () => {
    platform.sandbox.addFault({ on: "patch", status: 500 });
    platform.sandbox.addFault({ on: "send", status: 500, times: 2 });
    expect(await send()).toEqual([500, 2200]);
    expect(platform.sandbox.view().faults).toMatchObject([
      { on: "patch", times: 1 },
      { on: "send", times: 1 },
    ]);
    expect(await send()).toEqual([500, 2200]);
    expect(await send()).toEqual([200, 0]);
    platform.sandbox.clearFaults();
    expect(platform.sandbox.view().faults).toEqual([]);
  });

  test("is announced when it comes, and when it is used up", async () => {
    const events: SandboxEvent[] = [];
    platform.sandbox.subscribe((event) => events.push(event));
    const fault = platform.sandbox.addFault({ on: "send", status: 500 });
    await send();
    expect(events).toEqual([
      { type: "faults", faults: [fault] },
      { type: "faults", faults: [] },
    ]);
  });

  test.each([
    ["get", "GET", "im/v1/messages/om_x"],
    ["image", "POST", "im/v1/images"],
    ["user", "GET", "contact/v3/users/ou_x"],
    ["bot", "GET", "bot/v3/info"],
    ["patch", "POST", "interactive/v1/card/update"],
  ] as const)("on %s is for %s %s", async (on, method, path) => {
    platform.sandbox.addFault({ on, status: 518 });
    const init = { method, headers: { authorization }, ...(method === "POST" ? { body: "{}" } : {}) };
    expect((await request(`${platform.sandbox.url}/open-apis/${path}`, init)).status).toBe(518);
  });

  test("on token is for the token endpoint", async () => {
    platform.sandbox.addFault({ on: "token", status: 500 });
    expect(await newAuthorization()).toBe("Bearer undefined");
  });
});

describe("a fault on the way to us", () => {
  test.each<[string, NewFault, number, number]>([
    ["loses the callback", { on: "callback", kind: "reset" }, 200080, 0],
    ["loses the answer", { on: "callback", kind: "reset", after_effect: true }, 200080, 1],
    ["answers with another status", { on: "callback", status: 502 }, 200671, 0],
    [
      "puts garbage in the answer's place",
      { on: "callback", kind: "garbage", after_effect: true },
      200672,
      1,
    ],
    ["delays the callback past the deadline", { on: "callback", kind: "delay", delay_ms: 800 }, 200341, 0],
    [
      "delays the answer past the deadline",
      { on: "callback", kind: "delay", delay_ms: 800, after_effect: true },
      200341,
      1,
    ],
  ])("%s", async (_, fault, code, arrived) => {
    await platform.sandbox.stop();
    await using server = startAppServer(() => ({}));
    platform = openPlatform({
      callbackUrl: server.url,
      callbackDeadlineMs: fault.kind === "delay" ? 400 : 3000,
    });
    platform.sandbox.addFault(fault);
    const id = await platform.send(card("x"));
    expect(await platform.press(id)).toMatchObject({ code });
    expect(server.received).toHaveLength(arrived);
  });

  test("delays the answer, and sends the callback once", async () => {
    await using server = startAppServer(() => ({ toast: { type: "info", content: "late" } }));
    platform.sandbox.setCallbackUrl(server.url);
    const id = await platform.send(card("x"));
    platform.sandbox.addFault({ on: "callback", kind: "delay", delay_ms: 20, after_effect: true });
    expect(await platform.press(id)).toMatchObject({ toast: { content: "late" } });
    expect(server.received).toHaveLength(1);
  });

  test("is not used up by calls to the platform, even if it is for any", async () => {
    await using server = startAppServer(() => ({}));
    platform.sandbox.setCallbackUrl(server.url);
    const id = await platform.send(card("x"));
    platform.sandbox.addFault({ on: "any", status: 500 });
    expect(await platform.press(id)).not.toHaveProperty("code");
    platform.sandbox.clearFaults();
    platform.sandbox.addFault({ on: "callback", status: 500 });
    expect(await send()).toEqual([200, 0]);
    expect(await platform.press(id)).toMatchObject({ code: 200671 });
  });
});

async function send(): Promise<[number, number]> {
  const { status, body } = await sendRaw();
  return [status, body.code];
}

async function sendRaw() {
  const response = await sendBytes();
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { readonly code: number },
  };
}

function sendBytes(): Promise<Response> {
  return fetch(`${platform.sandbox.url}/open-apis/im/v1/messages?receive_id_type=user_id`, {
    method: "POST",
    headers: { authorization },
    body: JSON.stringify({ receive_id: "ada", msg_type: "text", content: '{"text":"hello"}' }),
  });
}

async function newAuthorization(): Promise<string> {
  const { app, url } = platform.sandbox;
  const response = await fetch(`${url}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: "POST",
    body: JSON.stringify({ app_id: app.id, app_secret: app.secret }),
  });
  const { tenant_access_token } = (await response.json()) as Record<string, unknown>;
  return `Bearer ${String(tenant_access_token)}`;
}
