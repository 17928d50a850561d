import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { Client } from "@larksuiteoapi/node-sdk";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { card, rejection } from "./platform.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

/** A cache that keeps nothing: each call asks for a token. */
const FORGETFUL = { get: () => Promise.resolve(undefined), set: () => Promise.resolve(true) };

let sandbox: Sandbox;
let client: Client;

beforeEach(() => {
  sandbox = createSandbox();
  sandbox.listen();
  client = connect();
});

afterEach(() => sandbox.stop());

describe("the official client", () => {
  test("sends a card, patches it and reads it back", async () => {
    const sent = await send(card("Release 2.4"));
    expect(sent).toMatchObject({ code: 0, data: { msg_type: "interactive", updated: false } });
    const message_id = sent.data?.message_id ?? "";

    const patched = await client.im.v1.message.patch({
      path: { message_id },
      data: { content: JSON.stringify(card("Approved")) },
    });
    expect(patched).toEqual({ code: 0, data: {}, msg: "ok" });

    const read = await client.im.v1.message.get({ path: { message_id } });
    expect(read.data?.items?.[0]).toMatchObject({ message_id, updated: true, chat_id: sent.data?.chat_id });
    expect(sandbox.message(message_id)?.content).toEqual(card("Approved"));
  });

  test("reads a user, the bot and the groups", async () => {
    const ada = sandbox.view().people[0];
    const user = await client.contact.v3.user.get({ path: { user_id: ada?.open_id ?? "" } });
    expect(user.data?.user).toMatchObject({ name: "Ada Lovelace", user_id: ada?.user_id });

    const bot = await client.request<{ bot: object }>({ url: "/open-apis/bot/v3/info", method: "GET" });
    expect(bot.bot).toMatchObject({ open_id: sandbox.app.openId, activate_status: 2 });

    const chats = await client.im.v1.chat.list();
    expect(chats.data?.items?.map(({ name }) => name)).toEqual(["Release room"]);
  });

  test("uploads an image whose bytes the page can show", async () => {
    const uploaded = await client.im.v1.image.create({ data: { image_type: "message", image: PNG } });
    const shown = await fetch(`${sandbox.url}/sandbox/images/${uploaded?.image_key}`);
    expect(shown.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
  });

  test("replies, recalls, and lists who is in a chat", async () => {
    const message_id = (await send(card("x"))).data?.message_id ?? "";
    const data = { msg_type: "text", content: '{"text":"done"}' };
    const reply = await client.im.v1.message.reply({ path: { message_id }, data });
    expect(reply.data).toMatchObject({ parent_id: message_id });
    expect(await client.im.v1.message.delete({ path: { message_id } })).toMatchObject({ code: 0 });

    const chat_id = sandbox.view().chats[0]?.chat_id ?? "";
    const members = await client.im.v1.chatMembers.get({ path: { chat_id } });
    expect(members.data).toMatchObject({ member_total: 3 });
  });

  test("is told by status and code what is wrong with a card", async () => {
    const error = await rejection(send({ ...card("x"), colour: "red" }));
    expect(error).toMatchObject({ response: { status: 400, data: { code: 230099 } } });
  });

  test("is refused with a token that has ended, and gets a new one when it asks", async () => {
    await send(card("x"));
    sandbox.expireTokens();
    const error = await rejection(send(card("y")));
    expect(error).toMatchObject({ response: { status: 400, data: { code: 99991663 } } });
    client = connect({ cache: FORGETFUL });
    expect(await send(card("z"))).toMatchObject({ code: 0 });
  });
});

function connect(options: { readonly cache?: typeof FORGETFUL } = {}): Client {
  const { id, secret } = sandbox.app;
  return new Client({ appId: id, appSecret: secret, domain: sandbox.url, logger: SILENT, ...options });
}

function send(content: object) {
  return client.im.v1.message.create({
    params: { receive_id_type: "email" },
    data: { receive_id: "ada@example.com", msg_type: "interactive", content: JSON.stringify(content) },
  });
}
