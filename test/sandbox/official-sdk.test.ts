import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { Client } from "@larksuiteoapi/node-sdk";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

let sandbox: Sandbox;
let client: Client;

beforeEach(() => {
  sandbox = createSandbox();
  const domain = sandbox.listen();
  const { id, secret } = sandbox.app;
  client = new Client({ appId: id, appSecret: secret, domain, logger: SILENT });
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
});

function send(content: object) {
  return client.im.v1.message.create({
    params: { receive_id_type: "email" },
    data: { receive_id: "ada@example.com", msg_type: "interactive", content: JSON.stringify(content) },
  });
}

function card(title: string): object {
  return {
    schema: "2.0",
    config: { update_multi: true },
    header: { title: { tag: "plain_text", content: title } },
    body: { elements: [{ tag: "markdown", content: "**Commit** 4f2a91c" }] },
  };
}
