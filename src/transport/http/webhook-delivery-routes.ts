import { Elysia } from "elysia";

import { authenticate } from "./authenticate.ts";
import { requestIdOf } from "./error-responses.ts";
import { ErrorView } from "./error-view.ts";
import type { WebhookRoutesOptions } from "./webhook-routes.ts";
import { DeliveryPage, DeliveryQuery, WholeDeliveryView } from "./webhook-schema.ts";
import { deliveryView } from "./webhook-view.ts";

const LIST_LENGTH = 20;

/** `/v1/webhooks/deliveries`: who was told what, how that went, and once more. */
export function webhookDeliveryRoutes({ service, identify }: WebhookRoutesOptions) {
  return new Elysia({ prefix: "/v1/webhooks/deliveries", normalize: false, detail: { tags: ["webhooks"] } })
    .use(authenticate(identify))
    .get(
      "",
      async ({ query: { approval: approvalId, state, cursor: after, limit = LIST_LENGTH } }) => {
        const found = await service.deliveries({ approvalId, state, after, limit: limit + 1 });
        const page = found.slice(0, limit);
        return {
          data: page.map(deliveryView),
          next_cursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
        };
      },
      {
        scope: ["admin"],
        query: DeliveryQuery,
        response: { 200: DeliveryPage, 400: ErrorView, 401: ErrorView, 403: ErrorView },
        detail: { summary: "List deliveries, newest first" },
      },
    )
    .get(
      "/:id",
      async ({ params }) => {
        const delivery = await service.findDelivery(params.id);
        return { ...deliveryView(delivery), body: delivery.body ?? null };
      },
      {
        scope: ["admin"],
        response: { 200: WholeDeliveryView, 401: ErrorView, 403: ErrorView, 404: ErrorView },
        detail: { summary: "Show a delivery with its body" },
      },
    )
    .post(
      "/:id/replay",
      async ({ params, tokenId, set }) => {
        const actor = { kind: "token", id: tokenId } as const;
        const delivery = await service.replay(params.id, actor, requestIdOf(set));
        return { ...deliveryView(delivery), body: delivery.body ?? null };
      },
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: WholeDeliveryView, 401: ErrorView, 403: ErrorView, 404: ErrorView, 409: ErrorView },
        detail: { summary: "Tell it once more, by its first id" },
      },
    );
}
