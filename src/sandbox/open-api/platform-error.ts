/** The platform refuses a call: answered with this status and code, and nothing has happened. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  /** The platform's own number, such as 230011. */
  readonly code: number;
  /** HTTP status; 400 for nearly everything, also where one would expect another. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: number,
    message: string,
    {
      status = 400,
      headers = {},
    }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}
