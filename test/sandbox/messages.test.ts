import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { Platform } from "./platform.ts";
import { card, openPlatform, stoppedClock } from "./platform.ts";

const { clock, pass } = stoppedClock();
const TEXT = { receive_id: "ada@example.com", msg_type: "text", content: '{"text":"hello"}' };

let platform: Platform;

beforeEach(() => {
  platform = openPlatform({ clock });
});

afterEach(() => platform.sandbox.stop());

describe("sending", () => {
  test("finds a person by every kind of id, always in the same chat", async () => {
    const { open_id, user_id, union_id, email } = platform.person("Ada");
    const ids = { open_id, user_id, union_id, email };
    const chats = await Promise.all(
      Object.entries(ids).map(async ([type, receive_id]) => {
        const { body } = await send({ ...TEXT, receive_id }, type);
        return body.data["chat_id"];
      }),
    );
    expect(new Set(chats).size).toBe(1);
    const chat = platform.sandbox.view().chats.find(({ chat_id }) => chat_id === chats[0]);
    expect(chat).toMatchObject({ chat_mode: "p2p", name: "Ada Lovelace", members: [open_id] });
    const again = await send({ ...TEXT, receive_id: String(chats[0]) }, "chat_id");
    expect(again.body.data["chat_id"]).toBe(chats[0]);
  });

  test("answers as the platform's page shows", async () => {
    const { body, status } = await send(TEXT);
    expect([status, body]).toEqual([
      200,
      {
        code: 0,
        msg: "success",
        data: {
          message_id: expect.stringMatching(/^om_[0-9a-f]{32}$/),
          msg_type: "text",
          create_time: "1767225600000",
          update_time: "1767225600000",
          deleted: false,
          updated: false,
          chat_id: expect.stringMatching(/^oc_[0-9a-f]{32}$/),
          sender: {
            id: platform.sandbox.app.id,
            id_type: "app_id",
            sender_type: "app",
            tenant_key: expect.any(String),
          },
          body: { content: '{"text":"hello"}' },
        },
      },
    ]);
  });

  test.each([
    ["an unknown kind of receiver", {}, "phone", 99992402],
    ["no receiver", { receive_id: undefined }, "email", 99992402],
    ["no content", { content: undefined }, "email", 99992402],
    ["a content that is an object", { content: { text: "hello" } }, "email", 9499],
    ["an id of another kind", { receive_id: "oc_x" }, "open_id", 230034],
    ["a stranger", { receive_id: "ou_x" }, "open_id", 230013],
    ["a chat that the bot is not in", { receive_id: "oc_x" }, "chat_id", 230002],
    ["an unknown type", { msg_type: "telegram" }, "email", 230001],
    ["text that is none", { content: "hello" }, "email", 230001],
    ["150 KB of text", { content: JSON.stringify({ text: "x".repeat(150 * 1024) }) }, "email", 230025],
    ["a uuid of 51 letters", { uuid: "u".repeat(51) }, "email", 99992402],
    ["a body that is no JSON", "{", "email", 9499],
  ])("is refused for %s, and sends nothing", async (_, change, type, code) => {
    const body = typeof change === "string" ? change : { ...TEXT, ...change };
    const answer = await send(body, type);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(platform.sandbox.view().messages).toEqual([]);
  });

  test("takes a uuid once in an hour", async () => {
    const first = await send({ ...TEXT, uuid: "u-1" });
    pass(3599);
    expect((await send({ ...TEXT, uuid: "u-1" })).body).toEqual(first.body);
    await send({ ...TEXT, uuid: "u-2" });
    expect(platform.sandbox.view().messages).toHaveLength(2);
    pass(1);
    expect((await send({ ...TEXT, uuid: "u-1" })).body.data["message_id"]).not.toBe(
      first.body.data["message_id"],
    );
  });

  test("replies into the chat of the message that is replied to", async () => {
    const { data } = (await send(TEXT)).body;
    const reply = await platform.call("POST", `im/v1/messages/${String(data["message_id"])}/reply`, TEXT);
    expect(reply.body.data).toMatchObject({
      chat_id: data["chat_id"],
      parent_id: data["message_id"],
      root_id: data["message_id"],
    });
  });
});

describe("patching", () => {
  test("replaces the card, and counts revisions", async () => {
    const id = await platform.send(card("pending"));
    pass(60);
    expect((await platform.patch(id, card("approved"))).body).toEqual({ code: 0, msg: "ok", data: {} });
    expect(platform.sandbox.message(id)).toMatchObject({
      content: card("approved"),
      revision: 2,
      update_time: clock().getTime(),
    });
  });

  test("is refused for a text", async () => {
    const { data } = (await send(TEXT)).body;
    const answer = await platform.patch(String(data["message_id"]), card("x"));
    expect(answer.body).toMatchObject({ code: 230001, msg: expect.stringContaining("NOT a card") });
  });

  test("is refused once recalled", async () => {
    const id = await platform.send(card("pending"));
    await platform.call("DELETE", `im/v1/messages/${id}`);
    expect((await platform.patch(id, card("approved"))).body.code).toBe(230011);
  });

  test("is refused after 14 days, and not before", async () => {
    const id = await platform.send(card("pending"));
    pass(14 * 86_400);
    expect((await platform.patch(id, card("approved"))).body.code).toBe(0);
    pass(1);
    expect((await platform.patch(id, card("late"))).body.code).toBe(230031);
  });

  test.each([
    ["before", { ...card("x"), config: {} }, card("y")],
    ["after", card("x"), { ...card("y"), config: {} }],
  ])("is refused where update_multi is not written out %s it", async (_, before, after) => {
    const id = await platform.send(before);
    expect((await platform.patch(id, after)).body.code).toBe(230001);
    expect(platform.sandbox.message(id)?.revision).toBe(1);
  });

  const older = { config: { update_multi: true }, elements: [{ tag: "markdown", content: "x" }] };
  test.each([
    ["from 1.0 to 2.0", older, card("x"), "200800"],
    ["from 2.0 to 1.0", card("x"), older, "200830"],
  ])("is refused %s", async (_, before, after, errCode) => {
    const answer = await platform.patch(await platform.send(before), after);
    expect(answer.body).toMatchObject({ code: 230099, msg: expect.stringContaining(`ErrCode: ${errCode};`) });
  });

  test("is refused for an id that names no message", async () => {
    expect((await platform.patch("c-123", card("x"))).body.code).toBe(99992354);
  });
});

describe("reading and recalling", () => {
  test("gives a card reduced, or as it was sent", async () => {
    const id = await platform.send(card("pending"));
    expect(await contentOf(`im/v1/messages/${id}`)).toMatchObject({
      title: "pending",
      elements: expect.any(Array),
    });
    expect(await contentOf(`im/v1/messages/${id}?card_msg_content_type=user_card_content`)).toEqual(
      card("pending"),
    );
  });

  test("recalls once", async () => {
    const id = await platform.send(card("pending"));
    expect((await platform.call("DELETE", `im/v1/messages/${id}`)).body.code).toBe(0);
    expect((await platform.call("DELETE", `im/v1/messages/${id}`)).body.code).toBe(230110);
    const { items } = (await platform.call("GET", `im/v1/messages/${id}`)).body.data;
    expect(items).toMatchObject([{ deleted: true }]);
    expect((await platform.call("POST", `im/v1/messages/${id}/reply`, TEXT)).body.code).toBe(230011);
  });
});

function send(body: unknown, type = "email") {
  return platform.call("POST", `im/v1/messages?receive_id_type=${type}`, body);
}

async function contentOf(path: string): Promise<unknown> {
  const { items } = (await platform.call("GET", path)).body.data as {
    items: { body: { content: string } }[];
  };
  return JSON.parse(items[0]?.body.content ?? "");
}
