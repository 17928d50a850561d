import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { SandboxEvent } from "../../src/sandbox/view.ts";
import { card, openPlatform, type Platform } from "./platform.ts";

let platform: Platform;
let ada: string;
let alan: string;

beforeAll(() => {
  platform = openPlatform();
  ada = platform.person("Ada").open_id;
  alan = platform.person("Alan").open_id;
});

afterAll(() => platform.sandbox.stop());

function urge(messageId: string, user_id_list: unknown, type = "open_id") {
  return platform.call("PATCH", `im/v1/messages/${messageId}/urgent_app?user_id_type=${type}`, {
    user_id_list,
  });
}

describe("an urgent mark", () => {
  test("rings for the people of the chat, names the others, and leaves the card as it is", async () => {
    const id = await platform.send(card("Release"));
    const events: SandboxEvent[] = [];
    const stop = platform.sandbox.subscribe((event) => events.push(event));
    const { body } = await urge(id, [ada, alan, "ou_x"]);
    stop();
    expect(body).toMatchObject({ code: 0, data: { invalid_user_id_list: [alan, "ou_x"] } });
    expect(platform.sandbox.message(id)).toMatchObject({ revision: 1, urgent: [ada] });
    expect(events).toMatchObject([{ type: "urgent", message: { message_id: id }, open_ids: [ada] }]);
  });

  test("is kept when the card changes, and has nobody twice", async () => {
    const id = await platform.send(card("Release"));
    await urge(id, ["ada"], "user_id");
    await urge(id, [ada]);
    await platform.patch(id, card("Released"));
    expect(platform.sandbox.message(id)).toMatchObject({ revision: 2, urgent: [ada] });
  });

  test.each<[string, readonly string[], number]>([
    ["only others", ["ou_x"], 230001],
    ["nobody", [], 99992402],
    ["too many", Array.from({ length: 201 }, () => "ou_x"), 99992402],
  ])("is refused for %s", async (_, ids, code) => {
    const { status, body } = await urge(await platform.send(card("Release")), ids);
    expect([status, body.code]).toEqual([400, code]);
  });

  test("is refused on what was recalled", async () => {
    const id = await platform.send(card("Release"));
    await platform.call("DELETE", `im/v1/messages/${id}`);
    expect((await urge(id, [ada])).body.code).toBe(230011);
  });
});

async function reply(messageId: string, reply_in_thread: boolean) {
  const body = { msg_type: "text", content: JSON.stringify({ text: "?" }), reply_in_thread };
  return (await platform.call("POST", `im/v1/messages/${messageId}/reply`, body)).body.data;
}

describe("a reply", () => {
  test("is in a thread where that is asked for; what answers it is in that thread too", async () => {
    const id = await platform.send(card("Release"));
    const first = await reply(id, true);
    expect(first).toMatchObject({ parent_id: id });
    expect(String(first["thread_id"])).toMatch(/^omt_/);
    expect((await reply(String(first["message_id"]), false))["thread_id"]).toBe(first["thread_id"]);
    expect(await reply(id, false)).not.toHaveProperty("thread_id");
  });
});
