import { Elysia } from "elysia";

import type { SandboxApp } from "../tenant/tenant.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { readBody } from "./call-body.ts";
import type { Call, Gateway } from "./gateway.ts";
import { PlatformError } from "./platform-error.ts";

const RAW = { parse: "none" } as const;

/**
 * `tenant_access_token/internal` and `app_access_token/internal`. Their answers have their fields at top level, and
 * their refusals are HTTP 200, as observed on the real service.
 */
export function authRoutes(gateway: Gateway, app: SandboxApp, tokens: AccessTokens) {
  const issue = async ({ request }: Call) => {
    await checkCredentials(request, app);
    const { token, expire } = tokens.issue();
    return { code: 0, msg: "ok", tenant_access_token: token, expire };
  };
  return new Elysia()
    .post(
      "/open-apis/auth/v3/tenant_access_token/internal",
      gateway({ api: "tenant_access_token", fault: "token", public: true }, issue),
      RAW,
    )
    .post(
      "/open-apis/auth/v3/app_access_token/internal",
      gateway({ api: "app_access_token", fault: "token", public: true }, async (call) => {
        const answer = await issue(call);
        return { ...answer, app_access_token: answer.tenant_access_token };
      }),
      RAW,
    );
}

async function checkCredentials(request: Request, app: SandboxApp): Promise<void> {
  const { app_id, app_secret } = await readBody(request);
  if (typeof app_id !== "string" || !app_id.startsWith("cli_") || typeof app_secret !== "string") {
    throw new PlatformError(10003, "invalid param", { status: 200 });
  }
  if (app_id !== app.id) throw new PlatformError(10014, "app id not exists", { status: 200 });
  if (app_secret !== app.secret) throw new PlatformError(10014, "app secret invalid", { status: 200 });
}
