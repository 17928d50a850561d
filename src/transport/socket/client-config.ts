import { type JsonObject, own, ownObject, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";

/** How Lark wants its long connection used; it may change while connected. */
export interface ClientConfig {
  /** Failures in a row after which the client gives up; less than 0 is never. */
  readonly reconnectCount: number;
  /** Milliseconds from a failure to the next attempt. */
  readonly reconnectIntervalMs: number;
  /** Milliseconds of which a random part is waited after a connection was lost, so that not all come back at once. */
  readonly reconnectNonceMs: number;
  readonly pingIntervalMs: number;
}

/** What Lark's SDKs assume before they are told. */
export const DEFAULT_CONFIG: ClientConfig = {
  reconnectCount: -1,
  reconnectIntervalMs: 120_000,
  reconnectNonceMs: 30_000,
  pingIntervalMs: 120_000,
};

/** Reads `ClientConfig` as Lark sends it, in seconds; what is missing or makes no sense stays as it was. */
export function readClientConfig(config: JsonObject | undefined, before = DEFAULT_CONFIG): ClientConfig {
  if (config === undefined) return before;
  const count = own(config, "ReconnectCount");
  return {
    reconnectCount: Number.isSafeInteger(count) ? Number(count) : before.reconnectCount,
    reconnectIntervalMs: readSeconds(config, "ReconnectInterval", 0.001) ?? before.reconnectIntervalMs,
    reconnectNonceMs: readSeconds(config, "ReconnectNonce", 0) ?? before.reconnectNonceMs,
    pingIntervalMs: readSeconds(config, "PingInterval", 0.001) ?? before.pingIntervalMs,
  };
}

/** The config that a pong may carry; one that cannot be read changes nothing. */
export function readPongConfig(payload: Uint8Array | undefined, before: ClientConfig): ClientConfig {
  if (payload === undefined || payload.length === 0) return before;
  try {
    const body = parseJsonObject(payload);
    return readClientConfig(ownObject(body, "ClientConfig") ?? body, before);
  } catch (fault) {
    if (fault instanceof ProtocolError) return before;
    throw fault;
  }
}

const LONGEST_SECONDS = 3_600;

function readSeconds(config: JsonObject, key: string, least: number): number | undefined {
  const seconds = own(config, key);
  if (typeof seconds !== "number" || !(seconds >= least)) return undefined;
  return Math.min(seconds, LONGEST_SECONDS) * 1000;
}
