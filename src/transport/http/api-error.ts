import { ApprovalError, type ApprovalErrorCode } from "../../approval/approval-error.ts";
import { KeyError, type KeyErrorCode } from "../../keys/server-keys.ts";
import { NotRecordedError } from "../../not-recorded-error.ts";
import { PostingError, type PostingErrorCode } from "../../posting/posting-error.ts";
import { SignatureError, type SignatureErrorCode } from "../../signature/signature-error.ts";
import { WebhookError, type WebhookErrorCode } from "../../webhook/webhook-error.ts";

/** A fault of the request that only this transport knows. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type ApiErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "forwarded"
  | "callback_refused"
  | "rate_limited"
  | "invalid_request"
  | "invalid_idempotency_key"
  | "malformed_json"
  | "malformed_form"
  | "body_too_large"
  | "not_found"
  | "not_ready"
  | "no_receipt"
  | "internal";

/** Every code that this server answers with, and the status that goes with it. */
export const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  forwarded: 403,
  callback_refused: 401,
  rate_limited: 429,
  invalid_request: 400,
  invalid_idempotency_key: 400,
  malformed_json: 400,
  malformed_form: 400,
  body_too_large: 413,
  not_found: 404,
  not_ready: 503,
  not_recorded: 503,
  no_receipt: 409,
  internal: 500,
  approval_not_found: 404,
  no_approvers: 400,
  no_recipients: 400,
  invalid_person: 400,
  invalid_recipient: 400,
  impossible_policy: 400,
  expiry_in_past: 400,
  expiry_too_far: 400,
  too_many_fields: 400,
  too_many_recipients: 400,
  too_many_approvers: 400,
  invalid_stages: 400,
  invalid_escalation: 400,
  invalid_reminder: 400,
  invalid_quiet_hours: 400,
  reason_required: 400,
  superseded_not_found: 404,
  superseded_ended: 409,
  already_ended: 409,
  invalid_delegation: 400,
  delegation_not_found: 404,
  idempotency_conflict: 409,
  invalid_webhook_url: 400,
  webhook_secret_missing: 400,
  too_many_webhooks: 409,
  webhook_not_found: 404,
  webhook_delivery_not_found: 404,
  webhook_delivery_pending: 409,
  image_missing: 400,
  image_empty: 400,
  image_too_large: 413,
  image_unsupported: 415,
  image_truncated: 400,
  image_malformed: 400,
  image_too_many_pixels: 400,
  image_animated: 400,
  invalid_validity: 400,
  validity_out_of_range: 400,
  signature_not_found: 404,
  signature_not_active: 403,
  signature_ended: 409,
  link_invalid: 403,
  link_expired: 403,
  card_invalid: 400,
  card_not_found: 404,
  card_form_differs: 409,
  rule_invalid: 400,
  seal_key_in_settings: 409,
} as const satisfies Record<
  | PostingErrorCode
  | SignatureErrorCode
  | WebhookErrorCode
  | KeyErrorCode
  | ApiErrorCode
  | ApprovalErrorCode
  | NotRecordedError["code"],
  number
>;

/** What a client is told who proved nothing too often. Whoever proves who they are is never told this. */
export function tooManyRefused(): ApiError {
  return new ApiError(
    "rate_limited",
    "too many requests from there proved nothing; what is proven still counts",
  );
}

/** What comes by the socket without a token is answered where it is no command of this machine, but was passed on. */
export function passedOn(): ApiError {
  return new ApiError(
    "forwarded",
    "a proxy passed this on to the socket for this machine's commands: point it at COUNTERSIGN_LISTEN",
  );
}

export function isCoded(
  fault: unknown,
): fault is
  ApiError | ApprovalError | KeyError | NotRecordedError | PostingError | SignatureError | WebhookError {
  return (
    fault instanceof ApiError ||
    fault instanceof ApprovalError ||
    fault instanceof KeyError ||
    fault instanceof NotRecordedError ||
    fault instanceof PostingError ||
    fault instanceof SignatureError ||
    fault instanceof WebhookError
  );
}
