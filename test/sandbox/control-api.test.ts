import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxEvent } from "../../src/sandbox/view.ts";
import { startAppServer } from "./app-server.ts";
import type { Platform } from "./platform.ts";
import { card, openPlatform, request } from "./platform.ts";

let platform: Platform;

beforeEach(() => {
  platform = openPlatform();
});

afterEach(() => platform.sandbox.stop());

describe("the control API", () => {
  test("tells the whole state", async () => {
    await platform.send(card("x"));
    const state = await (await drive("GET", "state")).json();
    expect(state).toEqual(JSON.parse(JSON.stringify(platform.sandbox.view())));
    expect(state).toMatchObject({
      people: [
        { name: "Ada Lovelace" },
        { name: "Grace Hopper" },
        { name: "林徽因" },
        { name: "Alan Turing" },
      ],
      chats: [
        { name: "Release room", chat_mode: "group" },
        { name: "Ada Lovelace", chat_mode: "p2p" },
      ],
      messages: [{ revision: 1, msg_type: "interactive" }],
      faults: [],
    });
  });

  test("streams what happens, from the moment the headers are there", async () => {
    const events = await drive("GET", "events");
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    const id = await platform.send(card("x"));
    await platform.patch(id, card("y"));
    const heard = await take(events, 2);
    expect(heard).toMatchObject([
      { type: "message", message: { message_id: id, revision: 1 } },
      { type: "message", message: { message_id: id, revision: 2, content: card("y") } },
    ]);
  });

  test("goes on when a reader has gone", async () => {
    const events = await drive("GET", "events");
    await events.body?.cancel();
    const id = await platform.send(card("x"));
    expect((await platform.patch(id, card("y"))).body.code).toBe(0);
  });

  test("clicks", async () => {
    await using server = startAppServer(() => ({ toast: { type: "info", content: "seen" } }));
    platform.sandbox.setCallbackUrl(server.url);
    const message_id = await platform.send(card("x"));
    const { open_id } = platform.person("Ada");
    const click = { message_id, open_id, element: { tag: "button", value: { action: "approve" } } };
    const result = await (await drive("POST", "clicks", click)).json();
    expect(result).toEqual({ toast: { type: "info", content: "seen" }, took_ms: expect.any(Number) });
  });

  test("says why a click cannot be", async () => {
    const click = { message_id: "om_x", open_id: "ou_x", element: { tag: "button" } };
    const answer = await drive("POST", "clicks", click);
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: "message_not_found" }]);
  });

  test("adds faults, and takes away one or all of them", async () => {
    const added = (await (await drive("POST", "faults", { on: "send", status: 500 })).json()) as {
      id: string;
    };
    expect(added).toMatchObject({ on: "send", status: 500, kind: "answer", times: 1, after_effect: false });
    await drive("POST", "faults", { on: "patch", kind: "reset", times: 3 });
    const left = await (await drive("DELETE", `faults/${added.id}`)).json();
    expect(left).toMatchObject([{ on: "patch", times: 3 }]);
    await drive("DELETE", "faults");
    expect(platform.sandbox.view().faults).toEqual([]);
  });

  test("replays the last callback, byte for byte", async () => {
    await using server = startAppServer(() => ({}));
    platform.sandbox.setCallbackUrl(server.url);
    expect((await drive("POST", "replays")).status).toBe(409);
    await platform.press(await platform.send(card("x")));
    const replayed = await (await drive("POST", "replays")).json();
    expect(replayed).toEqual({ kind: "replied", status: 200, text: "{}" });
    const [first, second] = server.received.map(({ headers, body }) => ({
      body,
      signature: headers.get("x-lark-signature"),
      timestamp: headers.get("x-lark-request-timestamp"),
    }));
    expect(second).toEqual(first);
  });

  test("asks the callback address for its challenge", async () => {
    await using server = startAppServer(() => ({}));
    platform.sandbox.setCallbackUrl(server.url);
    expect(await (await drive("POST", "verifications")).json()).toEqual({ verified: false });
  });

  test("waits a second for the challenge, and no longer", async () => {
    await using server = startAppServer(() => Promise.withResolvers<never>().promise);
    platform.sandbox.setCallbackUrl(server.url);
    const startedAt = performance.now();
    expect(await platform.sandbox.verifyCallbackUrl()).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test.each([
    ["clicks", {}],
    ["clicks", { message_id: 1, open_id: "ou_x", element: { tag: "button" } }],
    ["faults", { on: "nothing" }],
    ["faults", { on: "send", times: 0 }],
    ["faults", { on: "send", delay_ms: -1 }],
    ["faults", "{"],
  ])("refuses %s of %j", async (path, body) => {
    const answer = await drive("POST", path, body);
    expect([answer.status, await answer.json()]).toEqual([400, { code: "invalid_request" }]);
  });

  test.each([
    ["another site's page", { origin: "http://evil.example" }],
    ["a page without an origin", { origin: "null" }],
    ["a page on another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a name that was rebound to this machine", { host: "evil.example" }],
    ["a rebound name that agrees with its origin", { host: "evil.example", origin: "http://evil.example" }],
  ])("refuses %s, and does nothing", async (_, headers) => {
    const url = `${platform.sandbox.url}/sandbox/faults`;
    const body = JSON.stringify({ on: "send" });
    const init = { method: "POST", body, headers: { "content-type": "application/json", ...headers } };
    expect(await request(url, init)).toMatchObject({ status: 403, body: { code: "foreign_origin" } });
    expect(platform.sandbox.view().faults).toEqual([]);
  });

  test("serves its own page", async () => {
    const { port } = new URL(platform.sandbox.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { host, origin: `http://${host}` };
      expect((await fetch(`${platform.sandbox.url}/sandbox/state`, { headers })).status).toBe(200);
    }
  });
});

test("the page is served with its script and style", async () => {
  const page = await fetch(platform.sandbox.url);
  expect(page.headers.get("content-type")).toStartWith("text/html");
  const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? "";
  expect((await fetch(new URL(script, platform.sandbox.url))).headers.get("content-type")).toContain(
    "javascript",
  );
});

test("an address that is taken is refused, not shared", () => {
  const { port } = new URL(platform.sandbox.url);
  expect(() => createSandbox().listen({ port: Number(port) })).toThrow("in use");
});

function drive(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const init = body === undefined ? { method } : { method, headers, body: text };
  return fetch(`${platform.sandbox.url}/sandbox/${path}`, init);
}

/** The first events of a stream, which is left then. */
async function take(response: Response, count: number): Promise<SandboxEvent[]> {
  const events: SandboxEvent[] = [];
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith("data: ")) events.push(JSON.parse(block.slice("data: ".length)) as SandboxEvent);
    }
    if (events.length >= count) break;
  }
  return events;
}
