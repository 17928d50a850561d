export type UnitErrorCode =
  "invalid_path" | "invalid_value" | "hidden_path" | "needs_user" | "privileged_port";

/** A unit that would not start, or not do what was asked; the message says what to do instead. */
export class UnitError extends Error {
  override readonly name = "UnitError";
  readonly code: UnitErrorCode;

  constructor(code: UnitErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
