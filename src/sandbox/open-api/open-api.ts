import { Elysia } from "elysia";

import type { UpdateTokens } from "../callback/update-tokens.ts";
import type { CardScreen } from "../client/card-screen.ts";
import type { Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { RateLimits } from "../sandbox-options.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { appRoutes, type AppRoutesOptions } from "./app-routes.ts";
import { authRoutes } from "./auth-routes.ts";
import { botRoutes } from "./bot-routes.ts";
import { chatRoutes } from "./chat-routes.ts";
import { contactRoutes } from "./contact-routes.ts";
import { delayedUpdateRoute } from "./delayed-update-route.ts";
import { createGateway } from "./gateway.ts";
import { imageRoutes } from "./image-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { organisationRoutes } from "./organisation-routes.ts";
import type { RateLimit } from "./rate-limit.ts";

export interface OpenApiOptions extends AppRoutesOptions {
  readonly tenant: Tenant;
  readonly tokens: AccessTokens;
  readonly faults: Faults;
  readonly rate: RateLimit;
  /** Undefined is no limits at all. */
  readonly limits: RateLimits | undefined;
  readonly screen: CardScreen;
  readonly updateTokens: UpdateTokens;
  readonly ids: Ids;
  readonly clock: () => Date;
}

/** Everything under `/open-apis` that the sandbox knows. */
export function openApi({
  tenant,
  tokens,
  faults,
  rate,
  limits,
  screen,
  updateTokens,
  ids,
  clock,
  ...app
}: OpenApiOptions) {
  const gateway = createGateway({ tokens, faults, rate, limits, ids });
  return new Elysia()
    .use(authRoutes(gateway, tenant.app, tokens))
    .use(messageRoutes(gateway, { tenant, clock, rate, perTarget: limits?.perTarget }, screen))
    .use(delayedUpdateRoute(gateway, { tenant, screen, updateTokens }))
    .use(imageRoutes(gateway, tenant))
    .use(contactRoutes(gateway, tenant))
    .use(organisationRoutes(gateway, tenant))
    .use(botRoutes(gateway, tenant.app))
    .use(appRoutes(gateway, app))
    .use(chatRoutes(gateway, tenant));
}
