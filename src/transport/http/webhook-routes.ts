import { Elysia } from "elysia";

import type { WebhookService } from "../../webhook/webhook-service.ts";
import { authenticate, authorizeFirst, type Identify } from "./authenticate.ts";
import { ErrorView } from "./error-view.ts";
import { parseJson } from "./parse-json.ts";
import { CreateWebhook, NewSecretView, WebhookPage, WebhookView } from "./webhook-schema.ts";
import { webhookView } from "./webhook-view.ts";

export interface WebhookRoutesOptions {
  readonly service: WebhookService;
  readonly identify: Identify;
}

const REFUSALS = { 401: ErrorView, 403: ErrorView, 404: ErrorView };

/** `/v1/webhooks`: standing receivers of the ends of approvals. */
export function webhookRoutes({ service, identify }: WebhookRoutesOptions) {
  return new Elysia({ prefix: "/v1/webhooks", normalize: false, detail: { tags: ["webhooks"] } })
    .use(authenticate(identify))
    .post(
      "",
      async ({ body, tokenId, set }) => {
        const { endpoint, secret } = await service.add(body.url, body.types, { kind: "token", id: tokenId });
        set.status = 201;
        return { ...webhookView(endpoint), secret };
      },
      {
        scope: ["admin"],
        parse: [authorizeFirst(identify, ["admin"]), parseJson(CreateWebhook), "json"],
        body: CreateWebhook,
        response: { 201: NewSecretView, 400: ErrorView, 401: ErrorView, 403: ErrorView, 409: ErrorView },
        detail: { summary: "Add a receiver; its secret is shown this once" },
      },
    )
    .get("", async () => ({ data: (await service.list()).map(webhookView) }), {
      scope: ["admin"],
      response: { 200: WebhookPage, 401: ErrorView, 403: ErrorView },
      detail: { summary: "List the receivers" },
    })
    .get("/:id", async ({ params }) => webhookView(await service.find(params.id)), {
      scope: ["admin"],
      response: { 200: WebhookView, ...REFUSALS },
      detail: { summary: "Show a receiver" },
    })
    .delete(
      "/:id",
      async ({ params, tokenId }) =>
        webhookView(await service.remove(params.id, { kind: "token", id: tokenId })),
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: WebhookView, ...REFUSALS },
        detail: { summary: "Remove a receiver; what it is still owed fails" },
      },
    )
    .post(
      "/:id/rotate",
      async ({ params, tokenId }) => {
        const { endpoint, secret } = await service.rotate(params.id, { kind: "token", id: tokenId });
        return { ...webhookView(endpoint), secret };
      },
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: NewSecretView, ...REFUSALS },
        detail: { summary: "Give it a new secret; for a day the one before signs too" },
      },
    )
    .post(
      "/:id/enable",
      async ({ params, tokenId }) =>
        webhookView(await service.enable(params.id, { kind: "token", id: tokenId })),
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: WebhookView, ...REFUSALS },
        detail: { summary: "Tell it again, from the next end on" },
      },
    )
    .post(
      "/:id/disable",
      async ({ params, tokenId }) =>
        webhookView(await service.disable(params.id, { kind: "token", id: tokenId })),
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: WebhookView, ...REFUSALS },
        detail: { summary: "Tell it nothing any more; what it is still owed fails" },
      },
    );
}
