import { Elysia } from "elysia";

import { isJsonObject } from "../../protocol/json-object.ts";
import type { Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { SandboxApp } from "../tenant/tenant.ts";
import type { PlatformConfig } from "./platform-config.ts";
import type { PushLine, Wire } from "./push-line.ts";

export interface ConnectionRoutesOptions {
  readonly app: SandboxApp;
  readonly line: PushLine;
  readonly faults: Faults;
  readonly ids: Ids;
  readonly config: PlatformConfig;
}

/** Connections that one app may have. */
const MOST_CONNECTIONS = 50;
const TOO_MANY = 1000040350;
const SERVICE_ID = 33_554_678;

/** Where a client asks for an endpoint, and where it connects to: with each ticket once. */
export function connectionRoutes({ app, line, faults, ids, config }: ConnectionRoutesOptions) {
  const tickets = new Set<string>();

  function endpoint(body: unknown, origin: string): object {
    if (!isJsonObject(body) || body["AppID"] === undefined || body["AppSecret"] === undefined) {
      return refused(1000040344, "no credential");
    }
    if (body["AppID"] !== app.id || body["AppSecret"] !== app.secret) return refused(514, "auth failed");
    if (line.connections >= MOST_CONNECTIONS) return refused(TOO_MANY, "too many connections");
    const ticket = ids.next();
    tickets.add(ticket);
    const query = new URLSearchParams({
      device_id: ids.next(),
      service_id: String(SERVICE_ID),
      access_key: ids.next(),
      ticket,
    });
    const URL = `${origin.replace(/^http/, "ws")}/ws/v2?${query.toString()}`;
    return { code: 0, msg: "", data: { URL, ClientConfig: config } };
  }

  return new Elysia({ normalize: false })
    .post(
      "/callback/ws/endpoint",
      async ({ request }) => {
        const fault = faults.take("endpoint");
        if (fault?.kind === "garbage") return new Response("<html></html>", { status: fault.status ?? 502 });
        if (fault !== undefined) return refused(fault.code ?? 1, fault.msg ?? "system busy");
        const body: unknown = await request.json().catch(() => undefined);
        return endpoint(body, new URL(request.url).origin);
      },
      { parse: "none" },
    )
    .get("/ws/v2", ({ request, server }) => {
      const ticket = new URL(request.url).searchParams.get("ticket") ?? "";
      if (!tickets.delete(ticket)) return refuse("403", "invalid ticket");
      if (line.connections >= MOST_CONNECTIONS) return refuse("514", "too many connections", TOO_MANY);
      // Elysia hands what comes over a socket to whatever is in its data.
      const data = {
        open: (wire: Wire) => line.open(wire, SERVICE_ID),
        message: (wire: Wire, bytes: Uint8Array) => line.receive(wire, bytes),
        close: (wire: Wire) => line.close(wire),
      };
      const isUpgraded = server?.upgrade(request, { data }) ?? false;
      return isUpgraded ? undefined : refuse("400", "not a websocket");
    });
}

/** The platform's own SDK for Node reads no code where `data` is missing. */
function refused(code: number, msg: string): object {
  return { code, msg, data: {} };
}

/** A handshake that is refused says why in its headers. */
function refuse(status: string, message: string, detail?: number): Response {
  return new Response(null, {
    status: Number(status) === 514 ? 403 : Number(status),
    headers: {
      "Handshake-Status": status,
      "Handshake-Msg": message,
      ...(detail !== undefined && { "Handshake-Autherrcode": String(detail) }),
    },
  });
}
