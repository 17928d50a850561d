import { afterEach, describe, expect, test } from "bun:test";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { adaptDefault, CardActionHandler, EventDispatcher } from "@larksuiteoapi/node-sdk";

import type { Platform } from "./platform.ts";
import { card, openPlatform } from "./platform.ts";

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const APPROVED = { toast: { type: "success", content: "Approved" } };

let platform: Platform;
let server: Server;

afterEach(async () => {
  await platform.sandbox.stop();
  server.close();
});

describe.each([
  ["encrypted", "an encrypt key"],
  ["plain", ""],
])("the official dispatcher, with callbacks %s,", (_, encryptKey) => {
  test("verifies, decrypts and hands on a click, and the client reads its answer", async () => {
    const seen: Record<string, unknown>[] = [];
    const dispatcher = new EventDispatcher({ encryptKey, logger: SILENT });
    dispatcher.register({
      "card.action.trigger": (data: Record<string, unknown>) => {
        seen.push(data);
        return APPROVED;
      },
    });
    await serve(dispatcher, encryptKey);
    const id = await platform.send(card("x"));
    expect(await platform.press(id)).toMatchObject(APPROVED);
    expect(seen).toMatchObject([
      {
        event_type: "card.action.trigger",
        operator: { open_id: platform.person("Ada").open_id },
        action: { value: { action: "approve" }, tag: "button" },
        context: { open_message_id: id },
      },
    ]);
  });

  test("answers the challenge", async () => {
    await serve(new EventDispatcher({ encryptKey, logger: SILENT }), encryptKey);
    expect(await platform.sandbox.verifyCallbackUrl()).toBe(true);
  });
});

test("the official dispatcher with another key does not believe a click", async () => {
  const seen: unknown[] = [];
  const dispatcher = new EventDispatcher({ encryptKey: "another key", logger: SILENT });
  dispatcher.register({ "card.action.trigger": (data: unknown) => void seen.push(data) });
  // With its automatic challenge it would decrypt first, and end the process over that.
  await serve(dispatcher, "an encrypt key", false);
  expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200672 });
  expect(seen).toEqual([]);
});

test("the official card handler takes a click of the new kind", async () => {
  const encryptKey = "an encrypt key";
  const handler = new CardActionHandler({ encryptKey, logger: SILENT }, () => APPROVED);
  await serve(handler, encryptKey);
  expect(await platform.press(await platform.send(card("x")))).toMatchObject(APPROVED);
});

/** Serves the handler as its own documentation shows, and points a sandbox at it. */
async function serve(
  handler: EventDispatcher | CardActionHandler,
  encryptKey: string,
  autoChallenge = true,
): Promise<void> {
  const listener = adaptDefault("/lark", handler, { autoChallenge });
  server = createServer((request, response) => void listener(request, response));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  platform = openPlatform({ encryptKey, callbackUrl: `http://127.0.0.1:${port}/lark` });
}
