import { afterEach, describe, expect, test } from "bun:test";

import { defaultHttpInstance, registerApp } from "@larksuiteoapi/node-sdk";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { startAppServer } from "./app-server.ts";
import { card, openPlatform } from "./platform.ts";

const ADDONS = {
  scopes: { tenant: ["im:message:send_as_bot"], user: ["calendar:calendar:read"] },
  events: { items: { tenant: ["im.message.receive_v1"] } },
  callbacks: { items: ["card.action.trigger"] },
};

function pack(addons: unknown): string {
  return Buffer.from(Bun.gzipSync(Buffer.from(JSON.stringify(addons)))).toString("base64url");
}

let sandbox: Sandbox;
let now = 0;

function open(options: SandboxOptions = {}): string {
  now = Date.parse("2026-01-01T00:00:00Z");
  sandbox = createSandbox({ clock: () => new Date(now), ...options });
  return sandbox.listen();
}

afterEach(() => sandbox.stop());

const ada = (): string => sandbox.view().people[0]?.open_id ?? "";

async function ask(form: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${sandbox.url}/oauth/v1/app/registration`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  expect(response.status).toBe("error" in answer ? 400 : 200);
  return answer;
}

const BEGIN = {
  action: "begin",
  archetype: "PersonalAgent",
  auth_method: "client_secret",
  request_user_info: "open_id",
};

async function begin(): Promise<{ readonly url: string; readonly poll: () => ReturnType<typeof ask> }> {
  const { verification_uri_complete: url, device_code } = await ask(BEGIN);
  return { url: String(url), poll: () => ask({ action: "poll", device_code: String(device_code) }) };
}

describe("the official SDK", () => {
  test.each(["feishu", "lark"] as const)("makes an app of %s by a scanned code", async (brand) => {
    const url = open({ registration: { intervalSeconds: 0.01, brand } });
    // It knows https alone.
    const redirected = defaultHttpInstance.interceptors.request.use((request) => ({
      ...request,
      url: request.url?.replace(/^https:\/\/pretend\.[a-z]+/, url) ?? "",
    }));
    let shown: unknown;
    const app = await registerApp({
      domain: "pretend.feishu",
      larkDomain: "pretend.lark",
      addons: ADDONS,
      onQRCodeReady: ({ url }) => void (shown = sandbox.scan({ url, person: ada() })),
    });
    defaultHttpInstance.interceptors.request.eject(redirected);
    expect(app).toEqual({
      client_id: sandbox.app.id,
      client_secret: sandbox.app.secret,
      user_info: { open_id: ada(), tenant_brand: brand },
    });
    expect(shown).toEqual({
      scopes: ["im:message:send_as_bot", "calendar:calendar:read"],
      events: ["im.message.receive_v1"],
      callbacks: ["card.action.trigger"],
    });
  });
});

describe("a code that waits to be scanned", () => {
  test("gives the credentials once, after somebody has said yes", async () => {
    open();
    const { url, poll } = await begin();
    expect(await poll()).toMatchObject({ error: "authorization_pending" });
    sandbox.scan({ url, person: ada() });
    expect(await poll()).toMatchObject({ client_id: sandbox.app.id, client_secret: sandbox.app.secret });
    expect(await poll()).toMatchObject({ error: "invalid_grant" });
  });

  test("wishes to be asked more slowly by who asks too often", async () => {
    open();
    const { poll } = await begin();
    const errors: unknown[] = [];
    for (const seconds of [0, 5, 1, 6, 11]) {
      now += seconds * 1000;
      errors.push((await poll())["error"]);
    }
    const [pending, slow] = ["authorization_pending", "slow_down"];
    expect(errors).toEqual([pending, pending, slow, slow, slow]);
    now += 20_000;
    expect(await poll()).toMatchObject({ error: pending });
  });

  test("is over when somebody says no, and after its time", async () => {
    open();
    const refused = await begin();
    sandbox.scan({ url: refused.url, person: ada(), refuse: true });
    expect(await refused.poll()).toMatchObject({ error: "access_denied" });
    const late = await begin();
    now += 600_000;
    expect(await late.poll()).toMatchObject({ error: "expired_token" });
    expect(() => sandbox.scan({ url: late.url, person: ada() })).toThrow("no such code");
  });

  test("is scanned from outside too", async () => {
    const base = open();
    const { url, poll } = await begin();
    const scan = async (person: string): Promise<unknown> => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ url, person });
      return (await fetch(`${base}/sandbox/scans`, { method: "POST", headers, body })).json();
    };
    expect(await scan("ou_nobody")).toMatchObject({ code: "person_not_found" });
    expect(await scan(ada())).toEqual({ scopes: [], events: [], callbacks: [] });
    expect(await scan(ada())).toMatchObject({ code: "code_not_found" });
    expect(await poll()).toMatchObject({ client_id: sandbox.app.id });
  });

  test.each([
    ["another action", { ...BEGIN, action: "start" }],
    ["another archetype", { ...BEGIN, archetype: "Robot" }],
    ["no way to prove itself", { ...BEGIN, auth_method: "" }],
  ])("is not given for %s", async (_, form) => {
    open();
    expect(await ask(form)).toMatchObject({ error: "invalid_request" });
  });
});

describe("the addons in a code's address", () => {
  test.each<[string, string]>([
    ["of another member", pack({ ...ADDONS, security: {} })],
    ["of a list that is none", pack({ ...ADDONS, callbacks: { items: "card.action.trigger" } })],
    ["of a list in the wrong place", pack({ ...ADDONS, callbacks: ["card.action.trigger"] })],
    ["of an empty name", pack({ ...ADDONS, scopes: { tenant: [""] } })],
    ["that are not packed", Buffer.from(JSON.stringify(ADDONS)).toString("base64url")],
    ["with padding", `${pack(ADDONS)}=`],
  ])("%s are dropped without a word", async (_, addons) => {
    open();
    const { url } = await begin();
    const shown = sandbox.scan({ url: `${url}&addons=${encodeURIComponent(addons)}`, person: ada() });
    expect(shown).toEqual({ scopes: [], events: [], callbacks: [] });
  });
});

describe("a click on a card of an app that was made by scanning", () => {
  test.each([
    ["reaches an app that was given the callback", ADDONS, undefined, 1],
    ["reaches nobody where the app was not", { ...ADDONS, callbacks: { items: [] } }, 200340, 0],
  ])("%s", async (_, addons, code, callbacks) => {
    await using server = startAppServer(() => ({}));
    const platform = openPlatform({ callbackUrl: server.url });
    sandbox = platform.sandbox;
    const { url } = await begin();
    sandbox.scan({ url: `${url}&addons=${pack(addons)}`, person: ada() });
    const id = await platform.send(
      card("x", [{ tag: "button", behaviors: [{ type: "callback", value: {} }] }]),
    );
    const result = await platform.press(id, { element: { tag: "button" } });
    expect([result.code, server.received.length]).toEqual([code, callbacks]);
  });
});
