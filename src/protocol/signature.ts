import { createHash, timingSafeEqual } from "node:crypto";

import { ProtocolError } from "./protocol-error.ts";

export const TIMESTAMP_HEADER = "x-lark-request-timestamp";
export const NONCE_HEADER = "x-lark-request-nonce";
export const SIGNATURE_HEADER = "x-lark-signature";

/** Request headers under their lower-case names. */
export type CallbackHeaders = Readonly<Record<string, string | undefined>>;

export interface Freshness {
  readonly now: Date;
  /** How far the timestamp may be from `now`, to either side, in seconds. Lark names no window; ours is 300. */
  readonly toleranceSeconds?: number | undefined;
}

interface Signed {
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: Uint8Array | string;
}

/** The signature of an event or a new card callback: 64 lower-case hex digits, over the body's bytes as sent. */
export function signCallback({ encryptKey, ...signed }: Signed & { readonly encryptKey: string }): string {
  return sign("sha256", signed, encryptKey);
}

/** The signature of the older card callback, `card.action.trigger_v1`: 40 lower-case hex digits. */
export function signLegacyCard({
  verificationToken,
  ...signed
}: Signed & { readonly verificationToken: string }): string {
  return sign("sha1", signed, verificationToken);
}

/**
 * Returns which of the encrypt keys the body's bytes were signed with, if that was not too long ago or ahead.
 * Throws ProtocolError "missing_signature", "bad_signature" or "stale_timestamp"; the signature is judged first, so that
 * "stale_timestamp" always speaks of a message that was once genuine.
 */
export function verifySignature(
  headers: CallbackHeaders,
  body: Uint8Array,
  { encryptKeys, now, toleranceSeconds = 300 }: Freshness & { readonly encryptKeys: readonly string[] },
): number {
  const { timestamp, index } = verify("sha256", headers, body, encryptKeys);
  // Nothing separates timestamp and nonce under the hash: a digit moved from one to the other leaves the signature right.
  if (!/^\d{10}$/.test(timestamp)) throw new ProtocolError("stale_timestamp", "timestamp is not ten digits");
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (!(Math.abs(ageSeconds) <= toleranceSeconds)) {
    throw new ProtocolError("stale_timestamp", `timestamp is ${Math.round(ageSeconds)} s old`);
  }
  return index;
}

/**
 * Returns the signature if it is the older scheme's, over these bytes. Its timestamp may be free text
 * ("Monday, 14-Nov-22 15:53:37 CST") and so cannot be judged: remember the signature to refuse a replay.
 * Throws ProtocolError "missing_signature" or "bad_signature".
 */
export function verifyLegacySignature(
  headers: CallbackHeaders,
  body: Uint8Array,
  { verificationTokens }: { readonly verificationTokens: readonly string[] },
): string {
  verify("sha1", headers, body, verificationTokens);
  return headers[SIGNATURE_HEADER] ?? "";
}

/** Whether none of the three headers is there, as in Lark's own `url_verification`. */
export function isUnsigned(headers: CallbackHeaders): boolean {
  return !headers[TIMESTAMP_HEADER] && !headers[NONCE_HEADER] && !headers[SIGNATURE_HEADER];
}

type Scheme = "sha256" | "sha1";

const WELL_FORMED = { sha256: /^[0-9a-f]{64}$/, sha1: /^[0-9a-f]{40}$/ } satisfies Record<Scheme, RegExp>;

function verify(
  scheme: Scheme,
  headers: CallbackHeaders,
  body: Uint8Array,
  secrets: readonly string[],
): { readonly timestamp: string; readonly index: number } {
  // With an empty key anybody can compute the signature, and Lark itself sends such ones when none is set.
  if (secrets.length === 0 || secrets.includes(""))
    throw new ProtocolError("no_secret", "there is no secret to verify a signature with");
  const timestamp = headers[TIMESTAMP_HEADER];
  const nonce = headers[NONCE_HEADER];
  const signature = headers[SIGNATURE_HEADER];
  if (!timestamp || !nonce || !signature) {
    throw new ProtocolError("missing_signature", "a signature header is missing");
  }
  const isWellFormed = WELL_FORMED[scheme].test(signature);
  // Each is tried, also after one was right: the time does not tell which it was.
  const matches = secrets.map((secret) => {
    const expected = sign(scheme, { timestamp, nonce, body }, secret);
    return isWellFormed && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
  });
  const index = matches.indexOf(true);
  if (index === -1) throw new ProtocolError("bad_signature", "the signature does not match the body");
  return { timestamp, index };
}

function sign(scheme: Scheme, { timestamp, nonce, body }: Signed, secret: string): string {
  return createHash(scheme)
    .update(timestamp + nonce + secret)
    .update(body)
    .digest("hex");
}
