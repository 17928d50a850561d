import { createCipher } from "../../src/protocol/encryption.ts";
import type { CallbackRequest } from "../../src/protocol/open-callback.ts";
import { signCallback } from "../../src/protocol/signature.ts";

export const ENCRYPT_KEY = "test-Encrypt-Key";
export const VERIFICATION_TOKEN = "test-Verification-Token";

interface Sealing {
  readonly encryptKey?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
}

/** A callback as Lark sends it: encrypted, then signed over the bytes. Text stands for itself, anything else as JSON. */
export function signedCallback(
  payload: unknown,
  options: Sealing & { readonly timestamp: string },
): CallbackRequest {
  return signed(sealed(payload, options.encryptKey), options);
}

/** The encrypted envelope alone, as the bytes of a request body. */
export function sealed(payload: unknown, encryptKey: string = ENCRYPT_KEY): Uint8Array {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return bytes(
    JSON.stringify({ encrypt: createCipher(encryptKey).encrypt(text, new Uint8Array(16).fill(7)) }),
  );
}

/** Signs these very bytes, whatever they are. */
export function signed(
  body: Uint8Array,
  { encryptKey = ENCRYPT_KEY, timestamp, nonce = "847363829" }: Sealing & { readonly timestamp: string },
): CallbackRequest {
  return {
    headers: {
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": signCallback({ timestamp, nonce, encryptKey, body }),
    },
    body,
  };
}

/** A click on a button, with whatever the test is about in place of `action`. */
export function click(action: unknown = { tag: "button", value: { action: "approve", approval: "apr_1" } }) {
  return {
    schema: "2.0",
    header: {
      event_id: "5d1e0a3bb1f04c3e9a1f0c2d3e4f5a6b",
      token: VERIFICATION_TOKEN,
      create_time: "1763700000123456",
      event_type: "card.action.trigger",
      tenant_key: "2df7399example",
      app_id: "cli_a1b2c3d4e5f60718",
    },
    event: {
      operator: { tenant_key: "other-tenant", user_id: "g9h8", open_id: "ou_1", union_id: "on_1" },
      token: "c-1",
      action,
      host: "im_message",
      context: { open_message_id: "om_1", open_chat_id: "oc_1" },
    },
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
