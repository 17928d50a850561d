import { createHash } from "node:crypto";

/** Tells one secret from another, and gives no right: what may be kept of it. SHA-256, in hex. */
export function secretDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
