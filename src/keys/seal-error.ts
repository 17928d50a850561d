/** What is kept sealed cannot be opened. The message names the place, and never what is kept there. */
export class SealError extends Error {
  override readonly name = "SealError";
  readonly code: SealErrorCode;

  constructor(code: SealErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type SealErrorCode =
  /** It is not what was sealed there: changed, from another place, or never sealed. */
  | "seal_broken"
  /** It is sealed with a key that is not here. */
  | "seal_key_missing"
  /** The text is no key. */
  | "invalid_seal_key";
