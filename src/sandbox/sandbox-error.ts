export type SandboxErrorCode =
  | "not_listening"
  | "message_not_found"
  | "person_not_found"
  | "chat_not_found"
  | "not_in_chat"
  | "element_not_found"
  | "code_not_found"
  | "nothing_to_replay";

/** Whoever drives the sandbox asked for what cannot be. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
