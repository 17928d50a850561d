import { type Endpoint, WEBHOOK_TYPES, type WebhookDelivery } from "../../webhook/webhook-store.ts";
import type { DeliveryView, WebhookView } from "./webhook-schema.ts";

/** A standing receiver as the API gives it: never with its secret. */
export function webhookView({ id, url, types, createdAt, disabled }: Endpoint): WebhookView {
  return {
    id,
    url,
    types: [...(types ?? WEBHOOK_TYPES)],
    created_at: createdAt.toISOString(),
    disabled_at: disabled?.at.toISOString() ?? null,
    disabled_why: disabled?.why ?? null,
  };
}

/** A delivery as the API lists it, without its body. */
export function deliveryView(delivery: WebhookDelivery): DeliveryView {
  return {
    id: delivery.id,
    webhook: delivery.endpointId ?? null,
    approval: delivery.approvalId,
    url: delivery.url,
    type: delivery.type,
    state: delivery.state,
    attempts: delivery.attempts,
    last_status: delivery.lastStatus ?? null,
    last_error: delivery.lastError ?? null,
    created_at: delivery.createdAt.toISOString(),
    delivered_at: delivery.deliveredAt?.toISOString() ?? null,
    next_at: delivery.nextAt?.toISOString() ?? null,
  };
}
