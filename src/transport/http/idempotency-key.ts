import { createHash } from "node:crypto";

import type { IdempotencyKey } from "../../approval/approval-store.ts";
import { ApiError } from "./api-error.ts";

/** The header of a request with what it is the key of. Throws ApiError `invalid_idempotency_key`. */
export function readIdempotencyKey(
  key: string | undefined,
  scope: string,
  body: unknown,
): IdempotencyKey | undefined {
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new ApiError("invalid_idempotency_key", "Idempotency-Key: 1 to 255 visible ASCII characters");
  }
  return { scope, key, digest: createHash("sha256").update(JSON.stringify(body)).digest("hex") };
}
