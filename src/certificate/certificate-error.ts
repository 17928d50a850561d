export type CertificateErrorCode =
  "certificate_unreadable" | "certificate_malformed" | "certificate_key_differs";

/** Why a certificate cannot be served: one line that names the file. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
