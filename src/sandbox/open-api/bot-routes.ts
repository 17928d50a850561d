import { Elysia } from "elysia";

import type { SandboxApp } from "../tenant/tenant.ts";
import type { Gateway } from "./gateway.ts";

/** `bot/v3/info`, whose answer has `bot` at top level. */
export function botRoutes(gateway: Gateway, { name, openId }: SandboxApp) {
  const bot = { activate_status: 2, app_name: name, avatar_url: "", ip_white_list: [], open_id: openId };
  return new Elysia().get(
    "/open-apis/bot/v3/info",
    gateway({ api: "bot", fault: "bot" }, () => ({ code: 0, msg: "ok", bot })),
  );
}
