import { createPublicKey, type KeyObject, verify } from "node:crypto";

import { AuditError } from "./audit-error.ts";
import { keyIdOf } from "./receipt-key.ts";
import { canonicalJson } from "./request-digest.ts";

export type ReceiptVerdict =
  | { readonly kind: "genuine"; readonly receipt: Readonly<Record<string, unknown>> }
  | { readonly kind: "not_a_receipt" | "other_key" | "forged"; readonly message: string };

/** Whether the text is a receipt that was signed with one of these keys, and has not changed by a byte that counts. */
export function verifyReceipt(text: string, publicKeys: readonly KeyObject[]): ReceiptVerdict {
  const receipt = parseObject(text);
  if (receipt === undefined || typeof receipt["signature"] !== "string") {
    return { kind: "not_a_receipt", message: "this is not a receipt" };
  }
  const { signature, ...signed } = receipt;
  const key = publicKeys.find((candidate) => keyIdOf(candidate) === signed["key_id"]);
  if (key === undefined)
    return { kind: "other_key", message: `it names the key ${String(signed["key_id"])}, not this one` };
  const isGenuine =
    // Base64 has many spellings of the same bytes; one is ours.
    Buffer.from(signature, "base64").toString("base64") === signature &&
    verify(null, Buffer.from(canonicalJson(signed)), key, Buffer.from(signature, "base64"));
  if (isGenuine) return { kind: "genuine", receipt: signed };
  return { kind: "forged", message: "the signature is not right: something was changed after it was signed" };
}

/** Public keys from PEM, a JWK, or a JWK set as `GET /v1/keys` gives it. Throws AuditError `invalid_public_key`. */
export function readPublicKeys(text: string): readonly KeyObject[] {
  try {
    const json = parseObject(text);
    const found =
      json === undefined
        ? [text]
        : ((json["keys"] ?? [json]) as readonly (string | Record<string, string>)[]);
    const keys = found.map((key) =>
      typeof key === "string" ? createPublicKey(key) : createPublicKey({ key, format: "jwk" }),
    );
    if (keys.every(({ asymmetricKeyType }) => asymmetricKeyType === "ed25519")) return keys;
  } catch (cause) {
    throw new AuditError("invalid_public_key", NOT_A_KEY, { cause });
  }
  throw new AuditError("invalid_public_key", NOT_A_KEY);
}

const NOT_A_KEY = "this is not an Ed25519 public key, neither in PEM nor as JWK";

function parseObject(text: string): Readonly<Record<string, unknown> & { signature?: unknown }> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
