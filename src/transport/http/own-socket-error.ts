export type OwnSocketErrorCode = "socket_in_use" | "socket_unsafe" | "socket_unusable";

/** Why there is no socket for the commands of this machine. */
export class OwnSocketError extends Error {
  override readonly name = "OwnSocketError";
  readonly code: OwnSocketErrorCode;

  constructor(code: OwnSocketErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
