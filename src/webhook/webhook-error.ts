/** A call about webhooks that is not taken, with a stable code. The message names the mend and holds no secret. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  readonly code: WebhookErrorCode;

  constructor(code: WebhookErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type WebhookErrorCode =
  | "invalid_webhook_url"
  | "webhook_secret_missing"
  | "too_many_webhooks"
  | "webhook_not_found"
  | "webhook_delivery_not_found"
  | "webhook_delivery_pending";
