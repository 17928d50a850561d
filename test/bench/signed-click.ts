import { createCipher } from "../../src/protocol/encryption.ts";
import { signCallback } from "../../src/protocol/signature.ts";
import { BENCH } from "./bench-secrets.ts";
import type { Seeded } from "./seed-approvals.ts";

const cipher = createCipher(BENCH.encryptKey);

/** A press on Approve, as JSON. */
export function clickBytes({ approvalId, messageId }: Seeded): Buffer {
  const unique = crypto.randomUUID().replaceAll("-", "");
  const event = {
    schema: "2.0",
    header: {
      event_id: unique,
      token: BENCH.verificationToken,
      create_time: `${Date.now()}000`,
      event_type: "card.action.trigger",
      tenant_key: "2df7399example",
      app_id: BENCH.appId,
    },
    event: {
      operator: { tenant_key: "2df7399example", ...BENCH.approver },
      token: `c-${unique}`,
      action: { value: { action: "approve", approval: approvalId }, tag: "button", name: "approve" },
      host: "im_message",
      context: { open_message_id: messageId, open_chat_id: BENCH.chatId },
    },
  };
  return Buffer.from(JSON.stringify(event));
}

/** The bytes of one HTTP request: a press on Approve, encrypted and signed as Lark does. */
export function signedClick(seeded: Seeded, host: string): Buffer {
  const encrypt = cipher.encrypt(clickBytes(seeded).toString(), crypto.getRandomValues(new Uint8Array(16)));
  const body = Buffer.from(JSON.stringify({ encrypt }));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = signCallback({ timestamp, nonce: "950646929", encryptKey: BENCH.encryptKey, body });
  const head =
    `POST /lark/callback HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json;charset=utf-8\r\n` +
    `x-lark-request-timestamp: ${timestamp}\r\nx-lark-request-nonce: 950646929\r\nx-lark-signature: ${signature}\r\n` +
    `content-length: ${body.byteLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
