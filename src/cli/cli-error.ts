import type { ExitName } from "./exit-codes.ts";

/** A fault that whoever runs the command can understand: one line, what to do about it, and how the command ends. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: CliErrorCode;
  readonly hint: string | undefined;

  constructor(code: CliErrorCode, message: string, options: CliErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.hint = options.hint;
  }
}

export type CliErrorCode = Extract<ExitName, "general" | "usage" | "auth" | "network" | "internal">;

export interface CliErrorOptions extends ErrorOptions {
  readonly hint?: string | undefined;
}
