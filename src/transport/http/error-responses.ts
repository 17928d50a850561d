import { Elysia, NotFoundError, ParseError, ValidationError } from "elysia";

import { ApiError, isCoded, STATUS } from "./api-error.ts";
import { describeFault } from "./describe-fault.ts";

export interface ErrorResponsesOptions {
  readonly newRequestId: () => string;
  /** A fault without a code of ours: the log has it whole, the caller only its request id. */
  readonly onInternal: (fault: unknown, requestId: string, request: Request) => void;
}

/**
 * Names each request in `X-Request-Id` of its answer, and turns whatever a route throws into `{ code, message, request_id }`.
 * To be used before any route is added.
 */
export function errorResponses({ newRequestId, onInternal }: ErrorResponsesOptions) {
  const named = new Elysia({ name: "error-responses" }).onRequest(({ set }) => {
    set.headers[REQUEST_ID_HEADER] = newRequestId();
  });
  return named.onError({ as: "global" }, ({ error, request, set }) => {
    const requestId = requestIdOf(set);
    const known = coded(error);
    if (known === undefined) onInternal(error, requestId, request);
    const shown = known ?? {
      code: "internal" as const,
      message: "something went wrong here; the log has the rest",
    };
    if (shown.code === "unauthenticated") set.headers["www-authenticate"] = 'Bearer realm="countersign"';
    set.status = STATUS[shown.code];
    return { code: shown.code, message: shown.message, request_id: requestId };
  });
}

const REQUEST_ID_HEADER = "x-request-id";

/** By what the log names a request, as its answer says. */
export function requestIdOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  return String(headers[REQUEST_ID_HEADER]);
}

/** By class, and never by a code that any error may have. */
function coded(error: unknown): { code: keyof typeof STATUS; message: string } | undefined {
  if (isCoded(error)) return error;
  if (error instanceof ValidationError && error.type !== "response")
    return new ApiError("invalid_request", describeFault(error.valueError, error.type));
  if (error instanceof ParseError) {
    return isCoded(error.cause) ? error.cause : new ApiError("malformed_json", "the body is not JSON");
  }
  if (error instanceof NotFoundError)
    return new ApiError("not_found", "there is nothing under this path and method");
  return undefined;
}
