import { addressOf } from "../transport/http/address-of.ts";
import type { ErrorResponsesOptions } from "../transport/http/error-responses.ts";
import type { Around } from "./around.ts";

/** By what the log names requests; of a fault of ours it has all, and beside our name the one that the caller gave. */
export function nameRequests(newId: () => string, { log }: Pick<Around, "log">): ErrorResponsesOptions {
  return {
    newRequestId: () => `req_${newId()}`,
    onInternal(err, request_id, request) {
      const { method, headers } = request;
      const caller_request_id = wellFormed(headers.get("x-request-id"));
      log.error(
        { err, request_id, caller_request_id, method, path: addressOf(request)?.pathname },
        "internal",
      );
    },
  };
}

/** As programs and proxies make them. */
function wellFormed(id: string | null): string | undefined {
  return id !== null && /^[\w.:/+=-]{1,128}$/.test(id) ? id : undefined;
}
