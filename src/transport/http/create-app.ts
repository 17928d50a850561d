import { Elysia } from "elysia";

import { approvalRoutes, type ApprovalRoutesOptions } from "./approval-routes.ts";
import { auditRoutes, type AuditRoutesOptions } from "./audit-routes.ts";
import { callbackRoute, type CallbackRouteOptions } from "./callback-route.ts";
import { cardRoutes, type CardRoutesOptions } from "./card-routes.ts";
import { decisionRoutes } from "./decision-routes.ts";
import { delegationRoutes, type DelegationRoutesOptions } from "./delegation-routes.ts";
import { docsRoutes } from "./docs-routes.ts";
import { errorResponses, type ErrorResponsesOptions } from "./error-responses.ts";
import { eventsRoute, type EventsRouteOptions } from "./events-route.ts";
import { healthRoutes, type HealthRoutesOptions } from "./health-routes.ts";
import { receiptRoutes, type ReceiptRoutesOptions } from "./receipt-routes.ts";
import { serverKeyRoutes, type ServerKeyRoutesOptions } from "./server-key-routes.ts";
import { signatureImageRoute } from "./signature-image-route.ts";
import { signatureRoutes, type SignatureRoutesOptions } from "./signature-routes.ts";
import { webhookDeliveryRoutes } from "./webhook-delivery-routes.ts";
import { webhookRoutes, type WebhookRoutesOptions } from "./webhook-routes.ts";

export interface AppOptions {
  readonly errors: ErrorResponsesOptions;
  /** Without what proves a callback to be Lark's there is no route for it. */
  readonly callback?: CallbackRouteOptions | undefined;
  readonly approvals: ApprovalRoutesOptions;
  readonly cards: CardRoutesOptions;
  readonly delegations: DelegationRoutesOptions;
  readonly signatures: SignatureRoutesOptions;
  readonly webhooks: WebhookRoutesOptions;
  readonly keys: ServerKeyRoutesOptions;
  readonly records: AuditRoutesOptions & EventsRouteOptions & ReceiptRoutesOptions;
  readonly health: HealthRoutesOptions;
}

export type App = ReturnType<typeof createApp>;

/** The HTTP door: every route of the server, in process; `listen` gives it a port. */
export function createApp({
  errors,
  callback,
  approvals,
  cards,
  delegations,
  signatures,
  webhooks,
  keys,
  records,
  health,
}: AppOptions) {
  // By default the path is looked for from the URL's 11th character on, and a short Host moves it.
  const app = new Elysia({ normalize: false, handler: { standardHostname: false } }).use(
    errorResponses(errors),
  );
  if (callback !== undefined) app.use(callbackRoute(callback));
  return app
    .use(healthRoutes(health))
    .use(approvalRoutes(approvals))
    .use(decisionRoutes(approvals))
    .use(cardRoutes(cards))
    .use(delegationRoutes(delegations))
    .use(signatureRoutes(signatures))
    .use(signatureImageRoute(signatures))
    .use(webhookRoutes(webhooks))
    .use(webhookDeliveryRoutes(webhooks))
    .use(serverKeyRoutes(keys))
    .use(auditRoutes(records))
    .use(eventsRoute(records))
    .use(receiptRoutes(records))
    .use(docsRoutes(health.version));
}
