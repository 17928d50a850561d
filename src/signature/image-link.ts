import { createHmac, timingSafeEqual } from "node:crypto";

import { SignatureError } from "./signature-error.ts";

/** A way to one image, for whoever holds it, that ends. */
export interface ImageLink {
  readonly signatureId: string;
  /** The token that made it, which answers for its use. */
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

/** Seconds that a link lasts at most: so long a key that signs no more is still known. */
export const LONGEST_LINK = 86_400;

/** HMAC-SHA-256 of the link, in base64url: what makes it ours. */
export function signLink(link: ImageLink, key: Uint8Array): string {
  return macOf(link, key).toString("base64url");
}

/**
 * Throws SignatureError `link_invalid` for a link that this server has not made as it is with one of its keys, compared in constant time, and
 * only then `link_expired` for one that has ended.
 */
export function checkLink(link: ImageLink, mac: string, keys: readonly Uint8Array[], now: Date): void {
  const given = Buffer.from(mac, "base64url");
  const isOurs = keys.some((key) => {
    const expected = macOf(link, key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isOurs) {
    throw new SignatureError("link_invalid", "this server has not made such a link");
  }
  if (now.getTime() >= link.expires * 1000) throw new SignatureError("link_expired", "the link has ended");
}

/** None of the parts can hold a line break, so that no two links have the same text. */
function macOf({ signatureId, tokenId, expires }: ImageLink, key: Uint8Array): Buffer {
  return createHmac("sha256", key)
    .update(
      ["signature image link 1", signatureId, tokenId, String(expires)].map(encodeURIComponent).join("\n"),
    )
    .digest();
}
