import { Webhook } from "standardwebhooks";

export interface SignedHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  /** `v1,<base64>` for each secret, separated by spaces. */
  readonly "webhook-signature": string;
}

/** The headers of one attempt by Standard Webhooks 1.0: whoever knows any one of the secrets can verify it. */
export function signWebhook(
  { id, body }: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  at: Date,
): SignedHeaders {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
