import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { EventDispatcher, LoggerLevel, WSClient } from "@larksuiteoapi/node-sdk";

import { until } from "../support/until.ts";
import { card, openPlatform, type Platform } from "./platform.ts";

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const APPROVED = { toast: { type: "success", content: "Approved" } };

let platform: Platform;
const clients: { close(params: { force: boolean }): void }[] = [];

beforeEach(() => {
  platform = openPlatform({
    delivery: "socket",
    longConnection: { ReconnectInterval: 0, ReconnectNonce: 0 },
  });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close({ force: true });
  await platform.sandbox.stop();
});

describe("the official client of the long connection", () => {
  test("gets a click, and its toast and card reach the one who clicked", async () => {
    const seen: unknown[] = [];
    await connect({
      "card.action.trigger": (data) => {
        seen.push(data);
        return { ...APPROVED, card: { type: "raw", data: card("approved") } };
      },
    });
    const id = await platform.send(card("pending"));
    expect(await platform.press(id)).toMatchObject(APPROVED);
    expect(platform.sandbox.message(id)?.content).toEqual(card("approved"));
    expect(seen).toMatchObject([
      { action: { tag: "button", value: { action: "approve" } }, context: { open_message_id: id } },
    ]);
  });

  test("puts together what came in parts, whatever their order, and wherever a character was cut", async () => {
    const seen: { readonly action: { readonly value: { readonly long: string } } }[] = [];
    await connect({ "card.action.trigger": (data) => void seen.push(data as never) });
    // Three bytes each, and a part is no multiple of three.
    const long = "批".repeat(3_000);
    const behaviors = [{ type: "callback", value: { long } }];
    const id = await platform.send(card("x", [{ tag: "button", behaviors }]));
    await platform.press(id);
    expect(seen[0]?.action.value.long).toBe(long);
  });

  test("gets what a person writes, and events of both versions, and acknowledges them", async () => {
    const seen: unknown[] = [];
    const keep = (data: unknown) => void seen.push(data);
    await connect({ "im.message.receive_v1": keep, app_ticket: keep });
    platform.sandbox.say({ person: platform.person("Ada").open_id, text: "/approvals" });
    await until(() => seen.length === 1);
    const sent = platform.sandbox.sendEvent({ type: "app_ticket", app_ticket: "t" }, { version: "1.0" });
    expect(await sent).toMatchObject({ acknowledged: true, attempts: 1 });
    expect(seen).toMatchObject([{ message: { content: '{"text":"/approvals"}' } }, { app_ticket: "t" }]);
  });

  test("connects again after a cut, with a ticket of its own", async () => {
    await connect({ "card.action.trigger": () => APPROVED });
    platform.sandbox.cutConnections();
    await until(() => platform.sandbox.connections === 0);
    await until(() => platform.sandbox.connections === 1);
    expect(await platform.press(await platform.send(card("x")))).toMatchObject(APPROVED);
  });

  test("with a wrong secret is told so, and gives up", async () => {
    const failed = Promise.withResolvers<Error>();
    await start({}, { appSecret: "wrong", onError: failed.resolve });
    expect((await failed.promise).message).toContain("code=514");
    expect(platform.sandbox.connections).toBe(0);
  });
});

test("of several connections one at random gets each message", async () => {
  const counts = [0, 0, 0];
  for (const index of counts.keys()) {
    await connect({ "card.action.trigger": () => void (counts[index] = (counts[index] ?? 0) + 1) });
  }
  const id = await platform.send(card("x"));
  for (let click = 0; click < 40; click++) await platform.press(id);
  expect(counts.reduce((sum, count) => sum + count)).toBe(40);
  // One of them is left out by chance once in ten million times.
  expect(counts.every((count) => count > 0)).toBe(true);
});

type Handlers = Readonly<Record<string, (data: unknown) => unknown>>;

async function connect(handlers: Handlers): Promise<void> {
  const ready = Promise.withResolvers<void>();
  await start(handlers, { onReady: ready.resolve });
  await ready.promise;
}

async function start(handlers: Handlers, options: object): Promise<void> {
  const { app, url } = platform.sandbox;
  const logging = { logger: SILENT, loggerLevel: LoggerLevel.error };
  const client = new WSClient({
    appId: app.id,
    appSecret: app.secret,
    domain: url,
    ...logging,
    ...options,
  });
  clients.push(client);
  await client.start({ eventDispatcher: new EventDispatcher(logging).register(handlers) });
}
