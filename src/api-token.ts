import { createHash } from "node:crypto";

/** Bytes of randomness in a token: it cannot be guessed, so that a plain hash is enough to keep it by. */
const TOKEN_BYTES = 32;

/** A new bearer token, such as `cst_…`. It is shown once; only its hash is kept. */
export function mintToken(randomBytes: (count: number) => Uint8Array): string {
  return `cst_${Buffer.from(randomBytes(TOKEN_BYTES)).toString("base64url")}`;
}

/** What a token is kept and looked up by: its SHA-256 in hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
