import type { ServerWebSocket } from "bun";

import type { CallbackRouter } from "../../../src/callback/callback-router.ts";
import { decodeFrame, encodeFrame, type Frame, frameHeader } from "../../../src/protocol/frame.ts";
import type { ProtocolError } from "../../../src/protocol/protocol-error.ts";
import {
  type LongConnection,
  type RoadStatus,
  startLongConnection,
} from "../../../src/transport/socket/long-connection.ts";
import { until } from "../../support/until.ts";
import { createVirtualTimers, type VirtualTimers } from "./virtual-timers.ts";

export const APP_ID = "cli_a1b2c3d4e5f60718";
const SERVICE = 33_554_678;

export interface PlatformOptions {
  /** What the endpoint answers; by default an address with a ticket. */
  readonly endpoint?: ((attempt: number) => Response | object | undefined) | undefined;
  readonly appSecrets?: readonly string[] | undefined;
  /** Where the endpoint is asked for, if not here. */
  readonly domain?: string | undefined;
  /** Refuses the handshake with these headers. */
  readonly refusal?: Readonly<Record<string, string>> | undefined;
  readonly config?: Readonly<Record<string, number>> | undefined;
  readonly dispatch?: CallbackRouter["dispatch"] | undefined;
  /** What chance says; by default the middle. */
  readonly random?: number | undefined;
}

/** The far end of a long connection, by hand, and the client that is tried; the network is real, and time is not. */
export interface Platform extends AsyncDisposable {
  readonly client: LongConnection;
  readonly timers: VirtualTimers;
  readonly statuses: readonly RoadStatus[];
  readonly refusals: readonly ProtocolError[];
  readonly answered: readonly string[];
  /** How often an endpoint was asked for. */
  readonly attempts: () => number;
  /** Frames from the client, oldest first. */
  readonly received: readonly Frame[];
  readonly pings: () => readonly Frame[];
  send(data: Uint8Array | string): void;
  /** Sends an event and waits for the answer frame. */
  push(payload: object, headers?: Frame["headers"]): Promise<Result>;
  cut(): void;
  connected(): Promise<void>;
}

export interface Result {
  readonly code: number;
  readonly answer: unknown;
  readonly frame: Frame;
}

export async function openPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const statuses: RoadStatus[] = [];
  const refusals: ProtocolError[] = [];
  const answered: string[] = [];
  const received: Frame[] = [];
  let attempts = 0;
  let pushes = 0;
  let socket: ServerWebSocket | undefined;
  const timers = createVirtualTimers();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request, host) {
      if (new URL(request.url).pathname === "/callback/ws/endpoint") {
        attempts += 1;
        const said = options.endpoint?.(attempts) ?? {
          code: 0,
          data: {
            URL: `ws://127.0.0.1:${host.port}/ws?service_id=${SERVICE}&ticket=secret-ticket`,
            ClientConfig: options.config,
          },
        };
        return said instanceof Response ? said : Response.json(said);
      }
      if (options.refusal !== undefined) return new Response(null, { status: 403, headers: options.refusal });
      return host.upgrade(request) ? undefined : new Response(null, { status: 400 });
    },
    websocket: {
      open: (opened) => void (socket = opened),
      message: (_, bytes) => void received.push(decodeFrame(Buffer.from(bytes))),
    },
  });
  const client = startLongConnection({
    domain: options.domain ?? server.url.origin,
    appId: APP_ID,
    appSecrets: () => options.appSecrets ?? ["app-secret"],
    fetch,
    connect: (url) => new WebSocket(url),
    router: { registered: [], dispatch: options.dispatch ?? (() => ({})) },
    clock: () => new Date("2026-11-21T04:00:00Z"),
    monotonic: () => 0,
    random: () => options.random ?? 0.5,
    schedule: timers.schedule,
    onStatus: (status) => statuses.push(status),
    newRequestId: () => "req_1",
    onAnswered: (type, result) => answered.push(`${type} ${result}`),
    onRefused: (fault) => refusals.push(fault),
    onFault: () => {},
  });
  const platform: Platform = {
    client,
    timers,
    statuses,
    refusals,
    answered,
    attempts: () => attempts,
    received,
    pings: () => received.filter((frame) => frameHeader(frame, "type") === "ping"),
    send(data) {
      if (typeof data === "string") socket?.sendText(data);
      else socket?.sendBinary(data);
    },
    async push(payload, headers = []) {
      const id = `m-${(pushes += 1)}`;
      const bytes = Buffer.from(JSON.stringify(payload));
      platform.send(encodeFrame(dataFrame(bytes, [["message_id", id], ...headers])));
      return answerTo(received, id);
    },
    cut: () => socket?.terminate(),
    connected: () => until(() => statuses.at(-1)?.kind === "connected"),
    async [Symbol.asyncDispose]() {
      await client.stop();
      await server.stop(true);
    },
  };
  return platform;
}

export function dataFrame(payload: Uint8Array, headers: Frame["headers"]): Frame {
  return {
    seqId: 7n,
    logId: 99n,
    service: SERVICE,
    method: 1,
    headers: [["type", "event"], ...headers],
    payload,
  };
}

export function controlFrame(type: string, payload?: object): Frame {
  const bytes = payload && Buffer.from(JSON.stringify(payload));
  return { seqId: 0n, logId: 0n, service: SERVICE, method: 0, headers: [["type", type]], payload: bytes };
}

/** Waits for the answer to a message. */
export async function answerTo(received: readonly Frame[], messageId: string): Promise<Result> {
  const find = () => received.find((frame) => frameHeader(frame, "message_id") === messageId);
  await until(() => find() !== undefined);
  const frame = find();
  if (frame?.payload === undefined) throw new Error("an answer without a payload");
  const { code, data } = JSON.parse(Buffer.from(frame.payload).toString()) as { code: number; data?: string };
  const answer: unknown = data === undefined ? undefined : JSON.parse(Buffer.from(data, "base64").toString());
  return { code, answer, frame };
}
