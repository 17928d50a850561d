export type RegistrationErrorCode =
  /** Whoever scanned the code said no. */
  | "denied"
  /** Nobody scanned it, or nobody said yes, in time. */
  | "expired"
  /** The platform does not make apps in this way, here or for this company. */
  | "refused"
  | "unreachable"
  /** What answers is not the platform. */
  | "bad_answer";

/** An app that was not made. Its message repeats what the platform said, and nothing that is secret. */
export class RegistrationError extends Error {
  override readonly name = "RegistrationError";
  readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
