import { afterEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";

import { CardActionHandler } from "@larksuiteoapi/node-sdk";

import { toLegacyAnswer } from "../../src/protocol/legacy-answer.ts";
import { startAppServer } from "./app-server.ts";
import type { AppServer, Received } from "./app-server.ts";
import { button, card, openPlatform, stoppedClock } from "./platform.ts";
import type { Platform } from "./platform.ts";

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const APPROVED = { toast: { type: "success", content: "Approved" } } as const;
const { clock } = stoppedClock("2022-11-14T07:53:37Z");

let server: AppServer;
let platform: Platform;

afterEach(async () => {
  await platform.sandbox.stop();
  await server[Symbol.asyncDispose]();
});

describe("a card callback of the older kind", () => {
  test("is flat, and member for member the platform's sample", async () => {
    open("legacy");
    const id = await platform.send(card("x", [button({ name: "btn" })]));
    await platform.press(id);
    const { open_id, user_id } = platform.person("Ada");
    expect(bodies()).toEqual([
      {
        open_id,
        user_id,
        open_message_id: id,
        open_chat_id: platform.sandbox.message(id)?.chat_id,
        tenant_key: expect.stringMatching(/^[0-9a-f]{16}$/),
        token: expect.stringMatching(/^c-[0-9a-f]{32}$/),
        action: { value: { action: "approve" }, tag: "button", timezone: "Asia/Shanghai", name: "btn" },
      },
    ]);
  });

  test("is in the clear whatever the key, and signed with SHA-1 and the verification token", async () => {
    open("legacy", {}, { encryptKey: "test key" });
    await platform.press(await platform.send(card("x")));
    const { headers, body } = server.received[0] as Received;
    const timestamp = headers.get("x-lark-request-timestamp");
    const nonce = headers.get("x-lark-request-nonce");
    expect(timestamp).toBe("Monday, 14-Nov-22 15:53:37 CST");
    expect(nonce).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const signed = `${timestamp}${nonce}${platform.sandbox.app.verificationToken}${body}`;
    expect(headers.get("x-lark-signature")).toBe(createHash("sha1").update(signed).digest("hex"));
  });

  test("is believed by the official handler, whose card is shown", async () => {
    const after = { config: { update_multi: true }, elements: [] };
    open("legacy", async ({ headers, body }: Received) => {
      const { verificationToken } = platform.sandbox.app;
      const handler = new CardActionHandler({ verificationToken, logger: SILENT }, () => after);
      return handler.invoke(Object.assign(Object.create({ headers: headers.toJSON() }), JSON.parse(body)));
    });
    const id = await platform.send({ elements: [{ tag: "action", actions: [button({ value: {} })] }] });
    expect(await platform.press(id)).not.toHaveProperty("code");
    expect(server.received).toHaveLength(1);
    expect(platform.sandbox.message(id)?.content).toEqual(after);
  });

  test("is answered by a toast with the members of a card beside it", async () => {
    open("legacy", toLegacyAnswer({ ...APPROVED, card: { type: "raw", data: card("approved") } }));
    const id = await platform.send(card("pending"));
    expect(await platform.press(id)).toMatchObject(APPROVED);
    expect(platform.sandbox.message(id)?.content).toEqual(card("approved"));
  });

  test.each([
    ["a card in the newer form", { card: { type: "raw", data: card("approved") } }, 200672],
    ["a toast of no kind", { toast: { type: "happy", content: "" } }, 200672],
    ["a text", "ok", 200672],
  ])("cannot be answered by %s", async (_, answer, code) => {
    open("legacy", answer);
    const id = await platform.send(card("pending"));
    expect(await platform.press(id)).toMatchObject({ code });
    expect(platform.sandbox.message(id)?.revision).toBe(1);
  });

  test("does not come over a long connection", async () => {
    open("legacy", {}, { delivery: "socket" });
    expect(await platform.press(await platform.send(card("x")))).not.toHaveProperty("code");
    expect(server.received).toHaveLength(1);
  });
});

describe("a click of an app that has subscribed to both kinds", () => {
  test("comes twice, with one token", async () => {
    open("both");
    await platform.press(await platform.send(card("x")));
    expect(server.received).toHaveLength(2);
    expect(new Set(bodies().map(({ event, token }) => event?.token ?? token)).size).toBe(1);
  });

  test.each(["schema", "open_id"])(
    "is well where the callback with %p alone is answered well",
    async (has) => {
      open("both", ({ body }: Received) =>
        has in JSON.parse(body) ? APPROVED : new Response("", { status: 500 }),
      );
      expect(await platform.press(await platform.send(card("x")))).toMatchObject(APPROVED);
    },
  );

  test("has failed where neither is", async () => {
    open("both", () => new Response("", { status: 500 }));
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200671 });
  });
});

function open(cardCallbacks: "legacy" | "both", answer: unknown = {}, options: object = {}): void {
  server = startAppServer((received) => (typeof answer === "function" ? answer(received) : answer));
  platform = openPlatform({ clock, cardCallbacks, encryptKey: "", callbackUrl: server.url, ...options });
}

function bodies() {
  return server.received.map(({ body }) => JSON.parse(body));
}
