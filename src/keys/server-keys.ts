import type { Actor } from "../approval/approval-store.ts";

/** What a key of the server protects: what is sealed in the database, receipts, or links to images. */
export type KeyKind = "seal" | "receipt" | "link";

/** A key of the server without its secret. */
export interface KnownKey {
  readonly kind: KeyKind;
  readonly id: string;
  readonly since: Date;
  /** Whether it is what is used from now on. */
  readonly isNewest: boolean;
  /** When it stopped, or will stop, to count; undefined where it has no end yet. */
  readonly until: Date | undefined;
}

/** A key that cannot be changed as it was asked. */
export class KeyError extends Error {
  override readonly name = "KeyError";
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type KeyErrorCode = "seal_key_in_settings";

/** The server's own keys, for an administrator. */
export interface KeyService {
  /** By kind, the newest first; without those that have ended. Of receipts, all. */
  list(): readonly KnownKey[];
  /** Another key of this kind is used from now on, and what was made before still counts. Throws KeyError. */
  rotate(kind: KeyKind, actor: Actor): Promise<KnownKey>;
}
