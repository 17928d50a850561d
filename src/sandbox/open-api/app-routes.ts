import { Elysia } from "elysia";

import type { Gateway } from "./gateway.ts";

export interface AppRoutesOptions {
  /** What the app asks for, and whether it is granted; all that cards can need if undefined. */
  readonly scopes: Readonly<Record<string, boolean>> | undefined;
  readonly connections: () => number;
}

/** `application/v6/scopes` and `event/v1/connection`: what the platform has on the app itself. */
export function appRoutes(gateway: Gateway, { scopes = ALL, connections }: AppRoutesOptions) {
  const listed = Object.entries(scopes).map(([scope_name, isGranted]) => ({
    grant_status: isGranted ? 1 : 2,
    scope_name,
    scope_type: "tenant",
  }));
  return new Elysia()
    .get(
      "/open-apis/application/v6/scopes",
      gateway({ api: "app.scopes", fault: "scopes" }, () => ({
        code: 0,
        msg: "success",
        data: { scopes: listed },
      })),
    )
    .get(
      "/open-apis/event/v1/connection",
      gateway({ api: "app.connections" }, () => ({
        code: 0,
        msg: "success",
        data: { online_instance_cnt: connections() },
      })),
    );
}

/** Cards sent, changed, recalled and urged; images; chats and their members; people, their departments and groups. */
const ALL: Readonly<Record<string, boolean>> = {
  "im:message": true,
  "im:message.p2p_msg:readonly": true,
  "im:message.urgent": true,
  "im:resource": true,
  "im:chat": true,
  "contact:contact.base:readonly": true,
  "contact:department.base:readonly": true,
  "contact:group:readonly": true,
  "contact:user.employee_id:readonly": true,
};
