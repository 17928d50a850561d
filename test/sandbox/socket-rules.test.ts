import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import {
  answerFrame,
  DATA,
  decodeFrame,
  encodeFrame,
  frameHeader,
  pingFrame,
} from "../../src/protocol/frame.ts";
import type { Frame } from "../../src/protocol/frame.ts";
import { until } from "../support/until.ts";
import { startAppServer } from "./app-server.ts";
import { card, openPlatform } from "./platform.ts";
import type { Platform } from "./platform.ts";

let platform: Platform;
const sockets: WebSocket[] = [];

beforeEach(() => {
  platform = openPlatform({ delivery: "socket", callbackDeadlineMs: 500 });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await platform.sandbox.stop();
});

describe("an endpoint", () => {
  test("has what a client needs to connect, ping and come back", async () => {
    const { code, data } = await ask();
    const { origin, searchParams } = new URL(data?.URL ?? "");
    expect([code, origin]).toEqual([0, platform.sandbox.url.replace("http", "ws")]);
    expect([...searchParams.keys()]).toEqual(["device_id", "service_id", "access_key", "ticket"]);
    expect(data?.ClientConfig).toEqual({
      ReconnectCount: -1,
      ReconnectInterval: 120,
      ReconnectNonce: 30,
      PingInterval: 120,
    });
  });

  test.each([
    ["no credentials", {}, 1000040344],
    ["keys in small letters", { app_id: "x", app_secret: "x" }, 1000040344],
    ["a wrong secret", { AppSecret: "x" }, 514],
    ["another app", { AppID: "cli_x" }, 514],
  ])("is refused for %s", async (_, change, code) => {
    const isPartial = "AppID" in change || "AppSecret" in change;
    const { app } = platform.sandbox;
    const body = isPartial ? { AppID: app.id, AppSecret: app.secret, ...change } : change;
    expect(await ask(body)).toMatchObject({ code, data: {} });
  });

  test.each([1, 403, 514, 1000040343, 1000040344, 1000040350, 1000040351])(
    "is refused with %p where a fault says so",
    async (code) => {
      platform.sandbox.addFault({ on: "endpoint", code });
      expect((await ask()).code).toBe(code);
      expect((await ask()).code).toBe(0);
    },
  );

  test("is good for one connection", async () => {
    const url = await endpoint();
    await open(url);
    const refused = await upgrade(url);
    expect([refused.status, refused.headers.get("handshake-status")]).toEqual([403, "403"]);
    expect(platform.sandbox.connections).toBe(1);
  });

  test("is not given to a 51st client, nor is one of before of use to it", async () => {
    const spare = await endpoint();
    for (let index = 0; index < 50; index++) await open(await endpoint());
    expect((await ask()).code).toBe(1000040350);
    const { headers } = await upgrade(spare);
    expect([headers.get("handshake-status"), headers.get("handshake-autherrcode")]).toEqual([
      "514",
      "1000040350",
    ]);
  });
});

describe("a click over the long connection", () => {
  test("shows 200340 where no client is connected", async () => {
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200340 });
  });

  test("is a data frame in the clear, and its answer is read out of the same frame", async () => {
    const toast = { toast: { type: "success", content: "done" } };
    const frames = answering(await open(await endpoint()), toast);
    const id = await platform.send(card("x"));
    expect(await platform.press(id)).toMatchObject(toast);
    const [frame] = frames;
    expect(frame && [frame.method, frameHeader(frame, "type"), frameHeader(frame, "sum")]).toEqual([
      DATA,
      "event",
      "1",
    ]);
    expect(JSON.parse(Buffer.from(frame?.payload ?? []).toString())).toMatchObject({
      schema: "2.0",
      event: { context: { open_message_id: id } },
    });
  });

  test("shows 200341 where no answer comes in time, be the connection silent or cut", async () => {
    await open(await endpoint());
    const id = await platform.send(card("x"));
    expect(await platform.press(id)).toMatchObject({ code: 200341 });
    platform.sandbox.addFault({ on: "push", kind: "reset" });
    expect(await platform.press(id)).toMatchObject({ code: 200341 });
    await until(() => platform.sandbox.connections === 0);
  });

  test("shows 200671 where the client says that its handler failed", async () => {
    answering(await open(await endpoint()), undefined);
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200671 });
  });

  test("comes through rubbish that was sent before it", async () => {
    answering(await open(await endpoint()), {});
    platform.sandbox.addFault({ on: "push", kind: "garbage" });
    expect(await platform.press(await platform.send(card("x")))).not.toHaveProperty("code");
  });

  test("is not seen on a connection that has gone silent", async () => {
    const frames = answering(await open(await endpoint()), {});
    platform.sandbox.silenceConnections();
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200341 });
    expect(frames).toEqual([]);
    expect(platform.sandbox.connections).toBe(1);
  });
});

describe("a ping", () => {
  test("is answered by a pong with the settings", async () => {
    const [pong] = await pongs(1);
    expect(pong && frameHeader(pong, "type")).toBe("pong");
    expect(JSON.parse(Buffer.from(pong?.payload ?? []).toString())).toHaveProperty("PingInterval", 120);
  });

  test("is answered late, or never, where a fault says so", async () => {
    platform.sandbox.addFault({ on: "pong", kind: "reset" });
    platform.sandbox.addFault({ on: "pong", kind: "delay", delay_ms: 30 });
    const startedAt = performance.now();
    const received = await pongs(2);
    expect(received).toHaveLength(1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  });
});

test("what is no frame ends the connection of the client that sent it", async () => {
  const socket = await open(await endpoint());
  await open(await endpoint());
  socket.send(new Uint8Array([255, 255]));
  await until(() => platform.sandbox.connections === 1);
});

test("with delivery left out clicks go over HTTP until a client is connected", async () => {
  await using server = startAppServer(() => ({}));
  const { sandbox } = platform;
  await sandbox.stop();
  platform = openPlatform({ callbackUrl: server.url });
  const id = await platform.send(card("x"));
  await platform.press(id);
  const frames = answering(await open(await endpoint()), {});
  await platform.press(id);
  expect([server.received.length, frames.length]).toEqual([1, 1]);
});

interface EndpointAnswer {
  readonly code: number;
  readonly data?: { readonly URL?: string; readonly ClientConfig?: unknown };
}

async function ask(body?: object): Promise<EndpointAnswer> {
  const { app, url } = platform.sandbox;
  const credentials = { AppID: app.id, AppSecret: app.secret };
  const init = { method: "POST", body: JSON.stringify(body ?? credentials) };
  return (await fetch(`${url}/callback/ws/endpoint`, init)).json() as Promise<EndpointAnswer>;
}

async function endpoint(): Promise<string> {
  return (await ask()).data?.URL ?? "";
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  sockets.push(socket);
  socket.binaryType = "arraybuffer";
  const opened = Promise.withResolvers<void>();
  socket.addEventListener("open", () => opened.resolve());
  socket.addEventListener("error", () => opened.reject(new Error("the handshake was refused")));
  await opened.promise;
  return socket;
}

/** The handshake as plain HTTP, for what a refusal says in its headers. */
function upgrade(url: string): Promise<Response> {
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.alloc(16).toString("base64"),
  };
  return fetch(url.replace("ws", "http"), { headers });
}

/** Answers every data frame; returns those that have come. */
function answering(socket: WebSocket, answer: unknown): readonly Frame[] {
  const frames: Frame[] = [];
  socket.addEventListener("message", ({ data }) => {
    let frame: Frame;
    try {
      frame = decodeFrame(new Uint8Array(data as ArrayBuffer));
    } catch {
      return;
    }
    frames.push(frame);
    socket.send(encodeFrame(answerFrame(frame, answer, 1)));
  });
  return frames;
}

/** Sends so many pings, and returns what has come when something has. */
async function pongs(count: number): Promise<readonly Frame[]> {
  const socket = await open(await endpoint());
  const received: Frame[] = [];
  socket.addEventListener("message", ({ data }) =>
    received.push(decodeFrame(new Uint8Array(data as ArrayBuffer))),
  );
  for (let index = 0; index < count; index++) socket.send(encodeFrame(pingFrame(1)));
  await until(() => received.length > 0);
  return received;
}
