import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { seenBy } from "../../src/sandbox/tenant/sharing.ts";
import { until } from "../support/until.ts";
import { startAppServer } from "./app-server.ts";
import type { AppServer } from "./app-server.ts";
import { openPlatform, rejection } from "./platform.ts";
import type { Platform } from "./platform.ts";

const GROUP = `oc_${"a".repeat(32)}`;

let answer: unknown;
let server: AppServer;
let platform: Platform;
let id: string;

beforeEach(async () => {
  answer = {};
  server = startAppServer(() => answer);
  platform = openPlatform({ callbackUrl: server.url, encryptKey: "" });
  const content = JSON.stringify(personal("pending"));
  const body = { receive_id: GROUP, msg_type: "interactive", content };
  const sent = await platform.call("POST", "im/v1/messages?receive_id_type=chat_id", body);
  id = String(sent.body.data["message_id"]);
});

afterEach(async () => {
  await platform.sandbox.stop();
  await server[Symbol.asyncDispose]();
});

describe("a card of JSON 1.0 that is not shared", () => {
  test("becomes another for the one alone whose click was answered so", async () => {
    answer = { card: { type: "raw", data: personal("approved") } };
    await platform.press(id);
    expect([seen("Ada"), seen("Grace")]).toEqual([personal("approved"), personal("pending")]);
  });

  test("is pressed as the clicker sees it", async () => {
    answer = { card: { type: "raw", data: personal("approved", []) } };
    await platform.press(id);
    expect(await rejection(platform.press(id))).toMatchObject({ code: "element_not_found" });
    await platform.press(id, { open_id: platform.person("Grace").open_id });
    expect(server.received).toHaveLength(2);
  });

  test("becomes another by a click's token for those who are named", async () => {
    await platform.press(id);
    const open_ids = [platform.person("Grace").open_id];
    expect(await update({ ...personal("approved"), open_ids })).toBe(0);
    expect([seen("Ada"), seen("Grace")]).toEqual([personal("pending"), personal("approved")]);
  });

  test("becomes one for all where the next card is shared", async () => {
    answer = { card: { type: "raw", data: personal("approved") } };
    await platform.press(id);
    const shared = { ...personal("closed"), config: { update_multi: true } };
    expect(await update(shared)).toBe(0);
    expect([seen("Ada"), seen("Grace")]).toEqual([shared, shared]);
  });

  test("cannot be updated by its message", async () => {
    const { body } = await platform.patch(id, { ...personal("x"), config: { update_multi: true } });
    expect(body.code).toBe(230001);
  });

  test("is put back for the clicker where an update came before the answer", async () => {
    const answered = Promise.withResolvers<object>();
    answer = answered.promise;
    const clicked = platform.press(id);
    await until(() => server.received.length === 1);
    const open_ids = [platform.person("Ada").open_id];
    expect(await update({ ...personal("approved"), open_ids })).toBe(0);
    expect(seen("Ada")).toEqual(personal("approved"));
    answered.resolve({});
    await clicked;
    expect(seen("Ada")).toEqual(personal("pending"));
  });

  test.each<[string, unknown, number]>([
    ["names nobody", undefined, 300090],
    ["names no list", "ou_x", 200320],
    ["names an empty list", [], 200320],
    ["names a stranger", ["ou_x"], 200320],
    ["names somebody who is not in the chat", [`ou_${"4".repeat(32)}`], 200320],
  ])("is not updated by a token where the update %s", async (_, open_ids, code) => {
    await platform.press(id);
    expect(await update({ ...personal("approved"), open_ids })).toBe(code);
    expect(platform.sandbox.message(id)?.revision).toBe(1);
  });
});

function personal(title: string, actions: readonly object[] = [{ tag: "button", value: { a: 1 } }]): object {
  return {
    header: { title: { tag: "plain_text", content: title } },
    elements: [{ tag: "action", actions }],
  };
}

function seen(name: string): unknown {
  const message = platform.sandbox.message(id);
  return message && seenBy(message, platform.person(name).open_id);
}

async function update(card: object): Promise<number> {
  const { token } = JSON.parse(server.received[0]?.body ?? "{}").event;
  return (await platform.call("POST", "interactive/v1/card/update", { token, card })).body.code;
}
