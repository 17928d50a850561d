import { describe, expect, test } from "bun:test";
import { createDecipheriv, createHash } from "node:crypto";

import { startAppServer } from "./app-server.ts";
import { clickOn } from "./click-on.ts";
import { button, card, openPlatform, stoppedClock } from "./platform.ts";

const { clock } = stoppedClock("2026-01-02T03:04:05.678Z");

describe("a callback", () => {
  test("is the platform's own sample, member for member", async () => {
    const { body, sandbox } = await clickOn(button({ name: "btn_approve" }), {}, { clock, encryptKey: "" });
    const { people, messages } = sandbox.view();
    const { open_id, user_id, union_id } = people[0] ?? {};
    const tenant_key = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(JSON.parse(body)).toEqual({
      schema: "2.0",
      header: {
        event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        token: sandbox.app.verificationToken,
        create_time: "1767323045678000",
        event_type: "card.action.trigger",
        tenant_key,
        app_id: sandbox.app.id,
      },
      event: {
        operator: { tenant_key, user_id, open_id, union_id },
        token: expect.stringMatching(/^c-[0-9a-f]{32}$/),
        action: { value: { action: "approve" }, tag: "button", name: "btn_approve" },
        host: "im_message",
        context: { open_message_id: messages[0]?.message_id, open_chat_id: messages[0]?.chat_id },
      },
    });
  });

  test("without an encrypt key is plain, and signed with the empty one", async () => {
    const { headers, body } = await clickOn(button(), {}, { clock, encryptKey: "" });
    expect(headers.get("x-lark-request-timestamp")).toBe("1767323045");
    expect(headers.get("x-lark-request-nonce")).toMatch(/^\d{1,10}$/);
    expect(headers.get("x-lark-signature")).toBe(signature(headers, "", body));
    expect(headers.get("content-type")).toBe("application/json;charset=utf-8");
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  });

  test("with a key is encrypted, and signed over the bytes as sent", async () => {
    const { headers, body } = await clickOn(button(), {}, { encryptKey: "test key" });
    expect(headers.get("x-lark-signature")).toBe(signature(headers, "test key", body));
    expect(Object.keys(JSON.parse(body))).toEqual(["encrypt"]);
    expect(decrypt(JSON.parse(body).encrypt, "test key")).toMatchObject({ schema: "2.0" });
  });

  test("of each click has its own event id, update token and nonce", async () => {
    await using server = startAppServer(() => ({}));
    const platform = openPlatform({ encryptKey: "", callbackUrl: server.url });
    const id = await platform.send(card("x"));
    await platform.press(id);
    await platform.press(id);
    await platform.sandbox.stop();
    const [one, two] = server.received.map(({ body }) => JSON.parse(body));
    expect(one.header.event_id).not.toBe(two.header.event_id);
    expect(one.event.token).not.toBe(two.event.token);
  });

  test("is encrypted with an initialisation vector of its own, and comes over a connection of its own", async () => {
    await using server = startAppServer(() => ({}));
    const platform = openPlatform({ callbackUrl: server.url });
    const id = await platform.send(card("x"));
    await platform.press(id);
    await platform.press(id);
    await platform.sandbox.stop();
    const vectors = server.received.map(({ body }) => JSON.parse(body).encrypt.slice(0, 20));
    expect(vectors[0]).not.toBe(vectors[1]);
    expect(server.received[0]?.port).not.toBe(server.received[1]?.port);
  });
});

/** Written anew from the platform's page, not with the room's own code. */
function signature(headers: Headers, encryptKey: string, body: string): string {
  const timestamp = headers.get("x-lark-request-timestamp");
  const nonce = headers.get("x-lark-request-nonce");
  return createHash("sha256").update(`${timestamp}${nonce}${encryptKey}${body}`).digest("hex");
}

function decrypt(encrypted: string, encryptKey: string): unknown {
  const bytes = Buffer.from(encrypted, "base64");
  const key = createHash("sha256").update(encryptKey).digest();
  const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(0, 16));
  return JSON.parse(decipher.update(bytes.subarray(16), undefined, "utf8") + decipher.final("utf8"));
}
