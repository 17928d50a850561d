import { type Static, t } from "elysia";

import { count } from "./count.ts";
import { Time } from "./time.ts";

const Type = t.Union([
  t.Literal("approval.approved"),
  t.Literal("approval.rejected"),
  t.Literal("approval.expired"),
  t.Literal("approval.cancelled"),
]);
const OrNull = <T extends typeof Time>(schema: T) => t.Union([schema, t.Null()]);

/** The body of `POST /v1/webhooks`. */
export const CreateWebhook = t.Object(
  {
    url: t.String({ minLength: 1, maxLength: 2_000, description: "Where to post to; https" }),
    types: t.Optional(
      t.Array(Type, { minItems: 1, maxItems: 4, description: "What to be told of. Default all" }),
    ),
  },
  { additionalProperties: false },
);

const Webhook = {
  id: t.String({ description: "whk_…" }),
  url: t.String(),
  types: t.Array(Type),
  created_at: Time,
  disabled_at: OrNull(Time),
  disabled_why: t.Union([t.String({ description: "by_request or gone" }), t.Null()]),
};
export const WebhookView = t.Object(Webhook);
export type WebhookView = Static<typeof WebhookView>;

export const NewSecretView = t.Object({
  ...Webhook,
  secret: t.String({ description: "whsec_…, shown this once" }),
});

export const WebhookPage = t.Object({ data: t.Array(WebhookView) });

const State = t.Union([t.Literal("pending"), t.Literal("delivered"), t.Literal("failed")]);

const Delivery = {
  id: t.String({ description: "whd_…, the webhook-id of each attempt" }),
  webhook: t.Union([t.String({ description: "whk_…" }), t.Null()], {
    description: "Null for the webhook_url of a request",
  }),
  approval: t.String(),
  url: t.String(),
  type: Type,
  state: State,
  attempts: count(),
  last_status: t.Union([count(), t.Null()]),
  last_error: t.Union([t.String(), t.Null()]),
  created_at: Time,
  delivered_at: OrNull(Time),
  next_at: OrNull(Time),
};
export const DeliveryView = t.Object(Delivery);
export type DeliveryView = Static<typeof DeliveryView>;

export const WholeDeliveryView = t.Object({
  ...Delivery,
  body: t.Union([t.String(), t.Null()], { description: "As it is sent; null before the first attempt" }),
});

export const DeliveryQuery = t.Object({
  approval: t.Optional(t.String({ maxLength: 64 })),
  state: t.Optional(State),
  limit: t.Optional(count({ title: "limit", minimum: 1, maximum: 100, description: "Default 20" })),
  cursor: t.Optional(t.String({ maxLength: 128, description: "next_cursor of the page before" })),
});

export const DeliveryPage = t.Object({
  data: t.Array(DeliveryView),
  next_cursor: t.Union([t.String(), t.Null()]),
});
