import { afterEach, describe, expect, test } from "bun:test";

import { createSecrets } from "../../src/protocol/callback-secrets.ts";
import { openCallback } from "../../src/protocol/open-callback.ts";
import { until } from "../support/until.ts";
import { startAppServer } from "./app-server.ts";
import type { AppServer } from "./app-server.ts";
import { openPlatform, stoppedClock } from "./platform.ts";
import type { Platform } from "./platform.ts";

const GROUP = `oc_${"a".repeat(32)}`;
const { clock } = stoppedClock("2026-01-02T03:04:05.678Z");

let server: AppServer;
let platform: Platform;

afterEach(async () => {
  await platform.sandbox.stop();
  await server[Symbol.asyncDispose]();
});

describe("a person who writes to the bot", () => {
  test("is told of to the app, member for member as in the platform's sample", async () => {
    open();
    const { open_id, user_id, union_id } = platform.person("Ada");
    const said = platform.sandbox.say({ person: open_id, text: "/approvals" });
    await until(() => server.received.length === 1);
    const tenant_key = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(bodies()).toEqual([
      {
        schema: "2.0",
        header: {
          event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          event_type: "im.message.receive_v1",
          create_time: "1767323045678",
          token: platform.sandbox.app.verificationToken,
          app_id: platform.sandbox.app.id,
          tenant_key,
        },
        event: {
          sender: { sender_id: { union_id, user_id, open_id }, sender_type: "user", tenant_key },
          message: {
            message_id: said.message_id,
            create_time: "1767323045678",
            update_time: "1767323045678",
            chat_id: said.chat_id,
            chat_type: "p2p",
            message_type: "text",
            content: '{"text":"/approvals"}',
          },
        },
      },
    ]);
    expect(platform.sandbox.message(said.message_id)).toMatchObject({
      sender: open_id,
      content: { text: "/approvals" },
    });
  });

  test("in a group is told of where the bot is mentioned, by a key that the event explains", async () => {
    open();
    const { open_id } = platform.person("Ada");
    platform.sandbox.say({ person: open_id, chat: GROUP, text: "nobody in particular" });
    platform.sandbox.say({ person: open_id, chat: GROUP, text: "@Bot /approvals" });
    await until(() => server.received.length === 1);
    expect(bodies()[0].event.message).toMatchObject({
      chat_id: GROUP,
      chat_type: "group",
      content: '{"text":"@_user_1 /approvals"}',
      mentions: [
        {
          key: "@_user_1",
          id: { open_id: platform.sandbox.app.openId, user_id: "" },
          mentioned_type: "bot",
          name: platform.sandbox.app.name,
        },
      ],
    });
    expect(platform.sandbox.view().messages).toHaveLength(2);
  });

  test("can be answered, and what was said be read again", async () => {
    open();
    const { open_id } = platform.person("Ada");
    const { message_id, chat_id } = platform.sandbox.say({ person: open_id, text: "hello" });
    const reply = { msg_type: "text", content: '{"text":"hello yourself"}' };
    const answer = await platform.call("POST", `im/v1/messages/${message_id}/reply`, reply);
    expect(answer.body.data).toMatchObject({ chat_id, parent_id: message_id });
    const read = await platform.call("GET", `im/v1/messages/${message_id}`);
    expect(read.body.data["items"]).toMatchObject([
      {
        sender: { id: open_id, id_type: "open_id", sender_type: "user" },
        body: { content: '{"text":"hello"}' },
      },
    ]);
  });

  test("cannot have it recalled by the bot", async () => {
    open();
    const { message_id } = platform.sandbox.say({ person: platform.person("Ada").open_id, text: "hello" });
    const answer = await platform.call("DELETE", `im/v1/messages/${message_id}`);
    expect([answer.status, answer.body.code]).toEqual([400, 230026]);
    expect(platform.sandbox.message(message_id)?.deleted).toBe(false);
  });

  test.each([
    ["who is nobody", () => ({ person: "ou_x", text: "x" }), "person_not_found"],
    ["in no chat", () => ({ person: openIdOf("Ada"), chat: "oc_x", text: "x" }), "chat_not_found"],
    ["in a chat of others", () => ({ person: openIdOf("Alan"), chat: GROUP, text: "x" }), "not_in_chat"],
  ] as const)("%s says nothing", (_, saying, code) => {
    open();
    expect(() => platform.sandbox.say(saying())).toThrow(expect.objectContaining({ code }));
    expect(platform.sandbox.view().messages).toEqual([]);
  });

  test("may do so through the page's route", async () => {
    open();
    const body = JSON.stringify({ person: openIdOf("Ada"), chat: GROUP, text: "@bot hello" });
    const headers = { "content-type": "application/json" };
    const url = `${platform.sandbox.url}/sandbox/messages`;
    const response = await fetch(url, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ chat_id: GROUP, content: { text: "@_user_1 hello" } });
    await until(() => server.received.length === 1);
  });
});

describe("an event", () => {
  test("of version 1.0 is in the older envelope", async () => {
    open();
    const event = { type: "app_ticket", app_ticket: "ticket-1" };
    await platform.sandbox.sendEvent(event, { version: "1.0" });
    const { id: app_id, verificationToken: token } = platform.sandbox.app;
    expect(bodies()).toEqual([
      {
        ts: "1767323045.678000",
        uuid: expect.stringMatching(/^[0-9a-f]{32}$/),
        token,
        type: "event_callback",
        event: { app_id, tenant_key: expect.any(String), type: "app_ticket", app_ticket: "ticket-1" },
      },
    ]);
  });

  test("with an encrypt key is encrypted and signed", async () => {
    open({ encryptKey: "test key" });
    await platform.sandbox.sendEvent({ type: "im.chat.updated_v1", chat_id: GROUP });
    const [{ headers, body } = { headers: new Headers(), body: "" }] = server.received;
    const request = { headers: Object.fromEntries(headers), body: Buffer.from(body) };
    const { verificationToken } = platform.sandbox.app;
    const secrets = createSecrets({ encryptKey: "test key", verificationToken });
    expect(openCallback(request, secrets, { now: clock() })).toMatchObject({
      kind: "event",
      eventType: "im.chat.updated_v1",
    });
    expect(Object.keys(JSON.parse(body))).toEqual(["encrypt"]);
  });

  test("is told again, as the same event, until it is acknowledged with 200", async () => {
    const statuses = [500, 302, 200];
    open({ eventRetryScale: 0 }, () => new Response("whatever", { status: statuses.shift() ?? 500 }));
    const outcome = await platform.sandbox.sendEvent({ type: "x" });
    expect(outcome).toMatchObject({ acknowledged: true, attempts: 3 });
    const ids = bodies().map(({ header }) => header.event_id);
    expect(ids).toEqual([outcome.event_id, outcome.event_id, outcome.event_id]);
  });

  test("is given up after the fifth attempt", async () => {
    open({ eventRetryScale: 0 }, () => new Response("", { status: 500 }));
    const told: unknown[] = [];
    platform.sandbox.subscribe((event) => {
      if (event.type === "event") told.push([event.attempt, event.acknowledged]);
    });
    expect(await platform.sandbox.sendEvent({ type: "x" })).toMatchObject({
      acknowledged: false,
      attempts: 5,
    });
    expect(told).toEqual([1, 2, 3, 4, 5].map((attempt) => [attempt, false]));
  });

  test("that waits for another attempt is given up when the sandbox stops", async () => {
    open({}, () => new Response("", { status: 500 }));
    const sent = platform.sandbox.sendEvent({ type: "x" });
    await until(() => server.received.length === 1);
    await platform.sandbox.stop();
    expect(await sent).toMatchObject({ acknowledged: false, attempts: 1 });
  });
});

function open(options: object = {}, answer: () => unknown = () => ({})): void {
  server = startAppServer(answer);
  platform = openPlatform({ clock, encryptKey: "", callbackUrl: server.url, ...options });
}

function openIdOf(name: string): string {
  return platform.person(name).open_id;
}

function bodies() {
  return server.received.map(({ body }) => JSON.parse(body));
}
