export class AuditError extends Error {
  override readonly name = "AuditError";
  readonly code: AuditErrorCode;

  constructor(code: AuditErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type AuditErrorCode =
  | "receipt_key_unusable"
  /** It is not a public key that receipts are signed with, in PEM, as a JWK or in a JWK set. */
  | "invalid_public_key";
