import { PlatformError } from "./platform-error.ts";

/** The platform's answer to a call that it refuses. */
export function refuse({ code, message, status, headers }: PlatformError, logId: string): Response {
  const body = { code, msg: message, error: { log_id: logId } };
  return Response.json(body, { status, headers: { ...headers, "x-tt-logid": logId } });
}

/** 99991400 with the headers that say when to come back, in whole seconds. */
export function tooFrequent(limit: number, waitMs: number): PlatformError {
  return new PlatformError(99991400, "request trigger frequency limit", {
    status: 429,
    headers: {
      "x-ogw-ratelimit-limit": String(limit),
      "x-ogw-ratelimit-reset": String(Math.max(1, Math.ceil(waitMs / 1000))),
    },
  });
}
