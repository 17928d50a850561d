import { createCipher } from "../../protocol/encryption.ts";
import { NONCE_HEADER, SIGNATURE_HEADER, signCallback, TIMESTAMP_HEADER } from "../../protocol/signature.ts";
import type { Ids } from "../ids.ts";

/** A request as it goes over the wire; sending it twice is a replay. */
export interface CallbackRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const PLAIN_HEADERS = {
  "content-type": "application/json;charset=utf-8",
  "user-agent": "Go-http-client/1.1",
} as const;

/** Encrypts if there is a key, and signs; without a key the signature is over the empty one, as the platform's is. */
export function signedRequest(
  payload: object,
  { encryptKey, ids, now }: { readonly encryptKey: string; readonly ids: Ids; readonly now: Date },
): CallbackRequest {
  const body = sealed(payload, encryptKey, ids);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const nonce = ids.nonce();
  const signature = signCallback({ timestamp, nonce, encryptKey, body });
  const headers = {
    ...PLAIN_HEADERS,
    "x-request-id": ids.next(),
    [TIMESTAMP_HEADER]: timestamp,
    [NONCE_HEADER]: nonce,
    [SIGNATURE_HEADER]: signature,
  };
  return { headers, body };
}

/** A request without signature headers, as `url_verification` comes, also when it is encrypted. */
export function unsignedRequest(payload: object, encryptKey: string, ids: Ids): CallbackRequest {
  return {
    headers: { ...PLAIN_HEADERS, "x-request-id": ids.next() },
    body: sealed(payload, encryptKey, ids),
  };
}

function sealed(payload: object, encryptKey: string, ids: Ids): string {
  const text = JSON.stringify(payload);
  if (encryptKey === "") return text;
  return JSON.stringify({ encrypt: createCipher(encryptKey).encrypt(text, Buffer.from(ids.next(), "hex")) });
}
