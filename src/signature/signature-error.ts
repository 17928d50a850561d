/** A signature that is not taken or not given out, with a stable code. The message names the mend and holds no secret. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
  readonly code: SignatureErrorCode;

  constructor(code: SignatureErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type SignatureErrorCode =
  | "image_missing"
  | "image_empty"
  | "image_too_large"
  /** By its content it is neither PNG, JPEG nor WebP, whatever its name says. */
  | "image_unsupported"
  /** It ends before its format says that it does. */
  | "image_truncated"
  | "image_malformed"
  | "image_too_many_pixels"
  | "image_animated"
  | "invalid_validity"
  | "validity_out_of_range"
  | "signature_not_found"
  /** It may not be used now: it was not approved, its time is over, or it was revoked. */
  | "signature_not_active"
  /** There is nothing to revoke any more. */
  | "signature_ended"
  | "link_invalid"
  | "link_expired";
