import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { startAppServer } from "./app-server.ts";
import type { AppServer } from "./app-server.ts";
import type { Platform } from "./platform.ts";
import { card, openPlatform, stoppedClock } from "./platform.ts";

const { clock, pass } = stoppedClock();

let server: AppServer;
let platform: Platform;
let id: string;

beforeEach(async () => {
  server = startAppServer(() => ({}));
  platform = openPlatform({ clock, callbackUrl: server.url, encryptKey: "" });
  id = await platform.send(card("pending"));
  await platform.press(id);
});

afterEach(async () => {
  await platform.sandbox.stop();
  await server[Symbol.asyncDispose]();
});

describe("the token of a click", () => {
  test("updates the card twice", async () => {
    expect(await update({})).toEqual([200, 0]);
    expect(platform.sandbox.message(id)?.content).toEqual(card("approved"));
    expect(await update({})).toEqual([200, 0]);
    expect(await update({})).toEqual([400, 300040]);
    expect(platform.sandbox.message(id)?.revision).toBe(3);
  });

  test("is good for 30 minutes", async () => {
    pass(1799);
    expect(await update({})).toEqual([200, 0]);
    pass(1);
    expect(await update({})).toEqual([400, 300030]);
  });

  test("does not reach a message that was recalled", async () => {
    await platform.call("DELETE", `im/v1/messages/${id}`);
    expect(await update({})).toEqual([400, 200000]);
  });
});

test.each([
  ["a token that is none", { token: "om_1" }, 300020],
  ["a token that nobody got", { token: "c-1" }, 300030],
  ["no token", { token: undefined }, 100030],
  ["a card that is text", { card: "{}" }, 10002],
  ["a card that would be refused", { card: card("x", [{ tag: "note" }]) }, 11311],
  ["a card of JSON 1.0", { card: { elements: [] } }, 11311],
  ["a card over 30 KB", { card: card("x".repeat(31_000)) }, 11311],
])("a delayed update is refused for %s", async (_, change, code) => {
  expect(await update(change)).toEqual([400, code]);
  expect(platform.sandbox.message(id)?.revision).toBe(1);
});

async function update(change: object): Promise<[number, number]> {
  const { token } = JSON.parse(server.received[0]?.body ?? "{}").event;
  const body = { token, card: card("approved"), ...change };
  const answer = await platform.call("POST", "interactive/v1/card/update", body);
  return [answer.status, answer.body.code];
}
