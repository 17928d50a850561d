import { type ClientConfig, DEFAULT_CONFIG } from "./client-config.ts";
import { badAnswer, discoverEndpoint, type DiscoverOptions, type Endpoint } from "./discover-endpoint.ts";
import { type Connection, openConnection, type OpenConnectionOptions } from "./open-connection.ts";
import { handshakeFault, type RoadFault, unreachable } from "./road-fault.ts";

export interface LongConnectionOptions extends DiscoverOptions, Omit<OpenConnectionOptions, "onOpen"> {
  /** In [0, 1). */
  readonly random: () => number;
  readonly onStatus: (status: RoadStatus) => void;
}

/** How the long connection fares. */
export type RoadStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "connected" }
  /** Lost, or not to be had; the next attempt comes after so many milliseconds. */
  | { readonly kind: "waiting"; readonly fault: RoadFault; readonly ms: number }
  /** Given up: somebody has to mend it, and start the server again. */
  | { readonly kind: "stopped"; readonly fault: RoadFault };

export interface LongConnection {
  /** Takes nothing more, lets the answers go that are under way, and closes. */
  stop(): Promise<void>;
}

/** A lost network comes back sooner than Lark's interval is over; its first attempts cost Lark nothing. */
const FIRST_WAIT_MS = 1_000;
/** For "too many connections" and its like, the interval of Lark's SDKs is short. */
const LEAST_WAIT_WHEN_REFUSED_MS = 5_000;

/** Keeps one long connection to Lark until it is stopped, or until Lark says that there will be none. */
export function startLongConnection(options: LongConnectionOptions): LongConnection {
  const { schedule, random, onStatus } = options;
  const stopping = new AbortController();
  const stopped = Promise.withResolvers<void>();
  let connection: Connection | undefined;

  /** One attempt: how it ended, and how the next is to be made. */
  async function attempt(
    config: ClientConfig,
  ): Promise<{ fault: RoadFault; config: ClientConfig; wasOpen: boolean }> {
    onStatus({ kind: "connecting" });
    const found = await discoverEndpoint(options, stopping.signal);
    if (found.kind !== "endpoint") return { fault: found, config, wasOpen: false };
    if (stopping.signal.aborted) return { fault: unreachable("stopping"), config, wasOpen: false };
    connection = open(found);
    if (connection === undefined) return { fault: badAnswer(200), config, wasOpen: false };
    const { wasOpen, why, config: newest } = await connection.closed;
    connection = undefined;
    if (!wasOpen)
      return { fault: await whyRefused(found.url, options, stopping.signal), config: newest, wasOpen };
    const message = why === "silent" ? "the long connection fell silent" : "Lark closed the long connection";
    return { fault: unreachable(message), config: newest, wasOpen };
  }

  /** Undefined for an address that WebSocket does not take: its fault quotes the address, and so goes no further. */
  function open(found: Endpoint): Connection | undefined {
    try {
      return openConnection(found, { ...options, onOpen: () => onStatus({ kind: "connected" }) });
    } catch {
      return undefined;
    }
  }

  async function run(): Promise<void> {
    let config = DEFAULT_CONFIG;
    let failures = 0;
    while (!stopping.signal.aborted) {
      const ended = await attempt(config);
      config = ended.config;
      if (stopping.signal.aborted) return;
      failures = ended.wasOpen ? 0 : failures + 1;
      if (ended.fault.kind === "final" || isGivenUp(failures, config)) {
        onStatus({ kind: "stopped", fault: ended.fault });
        return;
      }
      const ms = waitMs(ended.fault, failures, config, random());
      onStatus({ kind: "waiting", fault: ended.fault, ms });
      const waited = Promise.withResolvers<void>();
      const callOff = schedule(() => waited.resolve(), ms);
      await Promise.race([waited.promise, stopped.promise]);
      callOff();
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      stopped.resolve();
      await connection?.stop();
      await running;
    },
  };
}

function isGivenUp(failures: number, { reconnectCount }: ClientConfig): boolean {
  return reconnectCount >= 0 && failures > reconnectCount;
}

/**
 * After a connection was lost a random part of the nonce. After a failure Lark's interval, a little more or less, so that
 * clients do not march in step; where nobody was reached, less at first.
 */
function waitMs(fault: RoadFault, failures: number, config: ClientConfig, random: number): number {
  if (failures === 0) return config.reconnectNonceMs * random;
  const jitter = 0.8 + 0.4 * random;
  const interval = config.reconnectIntervalMs;
  if (fault.kind === "refused") return Math.max(LEAST_WAIT_WHEN_REFUSED_MS, interval) * jitter;
  return Math.min(interval, FIRST_WAIT_MS * 2 ** (failures - 1)) * jitter;
}

/** Bun's WebSocket tells only that a handshake was refused: the same request by hand shows the headers that say why. */
async function whyRefused(
  url: string,
  { fetch }: DiscoverOptions,
  stopping: AbortSignal,
): Promise<RoadFault> {
  try {
    const response = await fetch(url.replace(/^ws/, "http"), {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "Y291bnRlcnNpZ24gcHJvYg==",
      },
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(3_000)]),
    });
    await response.body?.cancel();
    return handshakeFault(response.headers, response.status);
  } catch {
    return unreachable("Lark's endpoint was named, but could not be connected to");
  }
}
