import { type JsonObject, own, ownObject, ownString, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { type ClientConfig, readClientConfig } from "./client-config.ts";
import { platformFault, type RoadFault, unreachable } from "./road-fault.ts";

/** Where to connect to, once. */
export interface Endpoint {
  readonly kind: "endpoint";
  /** Holds a ticket: a secret, not for logs. */
  readonly url: string;
  /** What ping frames name. */
  readonly serviceId: number;
  readonly config: ClientConfig;
}

export interface DiscoverOptions {
  readonly domain: string;
  readonly appId: string;
  /** Those in force at the moment, the newest first: while it is changed Lark may know either. */
  readonly appSecrets: () => readonly string[];
  readonly fetch: typeof fetch;
}

const TIMEOUT_MS = 10_000;

/**
 * Asks Lark for an endpoint (`POST /callback/ws/endpoint`); a secret that Lark refuses is followed by the next. Never
 * rejects.
 */
export async function discoverEndpoint(
  options: DiscoverOptions,
  stopping: AbortSignal,
): Promise<Endpoint | RoadFault> {
  let found: Endpoint | RoadFault = badAnswer(0);
  for (const appSecret of options.appSecrets()) {
    found = await ask(appSecret, options, stopping);
    if (found.kind !== "final") break;
  }
  return found;
}

async function ask(
  appSecret: string,
  { domain, appId, fetch }: DiscoverOptions,
  stopping: AbortSignal,
): Promise<Endpoint | RoadFault> {
  try {
    const response = await fetch(`${domain}/callback/ws/endpoint`, {
      method: "POST",
      headers: { "content-type": "application/json", locale: "en" },
      body: JSON.stringify({ AppID: appId, AppSecret: appSecret }),
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return readAnswer(new Uint8Array(await response.arrayBuffer()), response.status);
  } catch (fault) {
    return unreachable(`${new URL(domain).host} was not reached (${nameOf(fault)})`);
  }
}

/** "ConnectionRefused", "TimeoutError": the code of a timeout is but a number. */
function nameOf(fault: unknown): string {
  if (!(fault instanceof Error)) return "no answer";
  return "code" in fault && typeof fault.code === "string" ? fault.code : fault.name;
}

function readAnswer(bytes: Uint8Array, status: number): Endpoint | RoadFault {
  try {
    const body = parseJsonObject(bytes);
    const code = own(body, "code");
    if (typeof code !== "number") return badAnswer(status);
    if (code !== 0) return platformFault(code, ownString(body, "msg")?.slice(0, 200) ?? "");
    return readEndpoint(ownObject(body, "data") ?? {}) ?? badAnswer(status);
  } catch (fault) {
    if (fault instanceof ProtocolError) return badAnswer(status);
    throw fault;
  }
}

function readEndpoint(data: JsonObject): Endpoint | undefined {
  const url = URL.parse(ownString(data, "URL") ?? "");
  if (url === null || !/^wss?:$/.test(url.protocol)) return undefined;
  const serviceId = url.searchParams.get("service_id") ?? "";
  if (!/^-?\d{1,10}$/.test(serviceId)) return undefined;
  const config = readClientConfig(ownObject(data, "ClientConfig"));
  return { kind: "endpoint", url: url.href, serviceId: Number(serviceId), config };
}

export function badAnswer(status: number): RoadFault {
  return {
    kind: "refused",
    code: "socket_bad_answer",
    message: `Lark's endpoint answered something else (HTTP ${status}): is LARK_DOMAIN right, and no proxy between?`,
  };
}
