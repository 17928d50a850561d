import type { Config } from "../config/config.ts";
import {
  type LongConnection,
  type RoadStatus,
  startLongConnection,
} from "../transport/socket/long-connection.ts";
import { type Around, logFault } from "./around.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import { noteCallbacks } from "./note-callback.ts";
import { schedule } from "./schedule.ts";
import type { Callbacks } from "./start-callbacks.ts";

/** The long connection, where callbacks come that way. */
export interface Socket {
  /** What keeps callbacks from this server, or undefined once a road is proven. */
  readonly check: { readonly name: string; readonly fault: () => string | undefined };
  readonly isConnected: () => boolean;
  /** A callback came over HTTP and was Lark's: that road is proven too. */
  readonly noteHttp: () => void;
  /** Connects, and stays connected. */
  start(callbacks: Pick<Callbacks, "router" | "lines">): LongConnection;
}

/** Undefined where callbacks come over HTTP alone. */
export function createSocket(
  config: Config,
  { appSecrets }: Pick<LiveSecrets, "appSecrets">,
  newRequestId: () => string,
  around: Around,
): Socket | undefined {
  const { COUNTERSIGN_TRANSPORT: transport } = config;
  if (transport === "http") return undefined;
  const { log, clock, random } = around;
  let status: RoadStatus = { kind: "connecting" };
  let cameOverHttp = false;
  const refused = new Set<string>();

  function note(next: RoadStatus): void {
    status = next;
    if (next.kind === "connected") log.info("long connection open");
    if (next.kind === "waiting") {
      const { code, message } = next.fault;
      log.warn({ code, again_in_ms: Math.round(next.ms) }, `no long connection: ${message}`);
    }
    if (next.kind === "stopped") {
      const { code, message } = next.fault;
      log.error({ code }, `the long connection is given up: ${message}; mend it, and start again`);
    }
  }

  return {
    check: {
      name: "callbacks",
      fault: () => (cameOverHttp && transport === "both" ? undefined : faultOf(status)),
    },
    isConnected: () => status.kind === "connected",
    noteHttp: () => void (cameOverHttp = true),
    start: ({ router, lines }) =>
      startLongConnection({
        domain: config.LARK_DOMAIN,
        appId: config.LARK_APP_ID,
        appSecrets,
        fetch,
        connect: (url) => new WebSocket(url),
        router,
        clock,
        monotonic: () => performance.now(),
        random,
        schedule,
        onStatus: note,
        newRequestId,
        onAnswered: noteCallbacks(around, lines, "socket"),
        // Once for each kind, for there may be many; the metric counts them all.
        onRefused({ code, message }) {
          if (refused.has(code)) return;
          refused.add(code);
          log.warn({ code }, `push refused: ${message}`);
        },
        onFault: logFault(around, "long connection"),
      }),
  };
}

/** Its code, and in words the cause and what mends it. */
function faultOf(status: RoadStatus): string | undefined {
  if (status.kind === "connected") return undefined;
  if (status.kind === "connecting") return "socket_connecting: no long connection yet";
  const { code, message } = status.fault;
  return `${code}: ${message}${status.kind === "stopped" ? "; mend it, and start again" : ""}`;
}
