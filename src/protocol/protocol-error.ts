export type ProtocolErrorCode =
  | "missing_signature"
  | "bad_signature"
  | "stale_timestamp"
  | "malformed"
  | "plaintext_when_key_configured"
  | "encrypted_without_key"
  | "decrypt_failed"
  | "wrong_token"
  | "wrong_app"
  | "no_secret"
  | "no_action"
  | "invalid_action"
  | "malformed_frame";

/**
 * Why a message is not what it should be: the only error this folder throws on foreign bytes. The code is for the log
 * and the metrics; whoever sent a callback that fails is told nothing of it, or the difference would be an oracle.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
