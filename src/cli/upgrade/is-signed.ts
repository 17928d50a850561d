import { createPublicKey, verify } from "node:crypto";

/** Whether the signature, as `openssl dgst -sha256 -sign` writes it, is that of the key over these bytes. */
export function isSigned(bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  return verify("sha256", bytes, key, signature);
}
