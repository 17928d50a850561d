import { createHash } from "node:crypto";

/** Bytes of randomness in a token: it cannot be guessed, so that a plain hash is enough to keep it by. */
const TOKEN_BYTES = 32;

/**
 * What a token may be used for: `requests` to ask, show, wait, list and cancel; `read` to look only; `use` for the images
 * of signatures that are in force; `admin` for everything.
 */
export const SCOPES = ["requests", "read", "use", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** Whoever bears a token in force. */
export interface Bearer {
  readonly tokenId: string;
  /** Who or what uses it. */
  readonly tokenName: string;
  readonly scopes: readonly Scope[];
}

/** A new bearer token, such as `cst_…`. It is shown once; only its hash is kept. */
export function mintToken(randomBytes: (count: number) => Uint8Array): string {
  return `cst_${Buffer.from(randomBytes(TOKEN_BYTES)).toString("base64url")}`;
}

/** What a token is kept and looked up by: its SHA-256 in hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
