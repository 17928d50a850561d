export type HandlerErrorCode =
  /** The folder or a file could be written by others, or cannot be read. */
  | "handler_unsafe"
  /** It does not load, or does not export a handler. */
  | "handler_broken"
  /** It threw. */
  | "handler_threw"
  /** It answered what Lark would not take. */
  | "handler_answer"
  /** It took too long. */
  | "handler_timeout"
  /** The process that runs the handlers ended meanwhile, or was ended: it was blocked, or took too much memory. */
  | "handler_host_ended"
  | "handler_busy"
  /** What it asked the server for was not to be had. */
  | "handler_tool";

/** A handler's fault, or one of the process that runs it; never the server's own. */
export class HandlerError extends Error {
  override readonly name = "HandlerError";
  readonly code: HandlerErrorCode;

  constructor(code: HandlerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
