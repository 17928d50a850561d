import { FrameJoiner } from "../../protocol/frame-joiner.ts";
import {
  answerFrame,
  DATA,
  decodeFrame,
  encodeFrame,
  type Frame,
  frameHeader,
  pingFrame,
} from "../../protocol/frame.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { answerPush, type AnswerPushOptions } from "./answer-push.ts";
import { type ClientConfig, readPongConfig } from "./client-config.ts";
import type { Endpoint } from "./discover-endpoint.ts";

export interface OpenConnectionOptions extends AnswerPushOptions {
  readonly connect: (url: string) => WebSocket;
  readonly clock: () => Date;
  readonly onOpen: () => void;
}

/** Why a connection is over, and how Lark last wanted the next one made. */
interface Closed {
  /** Whether it was ever open. */
  readonly wasOpen: boolean;
  readonly why: "closed" | "silent" | "stopped";
  readonly config: ClientConfig;
}

export interface Connection {
  readonly closed: Promise<Closed>;
  /** Takes nothing more, lets the answers go that are under way, and closes. */
  stop(): Promise<void>;
}

/** An open connection answers a ping at once; one that says nothing for so long is dead, whatever the system thinks. */
const PONG_MS = 10_000;
/** For the last answers to be on their way before the connection is cut. */
const GOODBYE_MS = 1_000;
/** More at once than any app has clicks: what comes beyond is told to come again. */
const MOST_UNDER_WAY = 1_000;

/** Connects once, and serves until the connection is lost. Nothing that comes over the wire throws out of here. */
export function openConnection(endpoint: Endpoint, options: OpenConnectionOptions): Connection {
  const { connect, schedule, clock, monotonic, onOpen, onAnswered, onRefused, onFault } = options;
  const closed = Promise.withResolvers<Closed>();
  const joiner = new FrameJoiner();
  const underWay = new Set<Promise<void>>();
  let { config } = endpoint;
  let wasOpen = false;
  let why: Closed["why"] = "closed";
  const socket = connect(endpoint.url);
  let callOffSilence: (() => void) | undefined = schedule(() => end("silent"), PONG_MS);
  let callOffPing: (() => void) | undefined;
  socket.binaryType = "arraybuffer";

  function end(reason: Closed["why"]): void {
    why = reason;
    callOffTimers();
    // A peer that is gone never answers a closing handshake: waiting for it would be waiting for the system's timeout.
    socket.terminate();
    closed.resolve({ wasOpen, why, config });
  }

  function callOffTimers(): void {
    callOffPing?.();
    hear();
  }

  /** Whatever came, the connection lives. */
  function hear(): void {
    callOffSilence?.();
    callOffSilence = undefined;
  }

  /** However much else is said: Lark counts on pings, and tells of a new config only in their pongs. */
  function ping(): void {
    send(pingFrame(endpoint.serviceId));
    callOffSilence ??= schedule(() => end("silent"), PONG_MS);
    pingLater();
  }

  function pingLater(): void {
    callOffPing?.();
    callOffPing = schedule(ping, config.pingIntervalMs);
  }

  function takePong(payload: Uint8Array | undefined): void {
    const before = config;
    config = readPongConfig(payload, before);
    if (why === "closed" && config.pingIntervalMs !== before.pingIntervalMs) pingLater();
  }

  function send(frame: Frame): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame));
  }

  function take(bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes);
      if (frame.method === DATA) takeData(frame);
      else if (frameHeader(frame, "type") === "pong") takePong(frame.payload);
    } catch (fault) {
      if (fault instanceof ProtocolError) refuse(fault);
      else onFault(fault);
    }
  }

  function refuse(fault: ProtocolError): void {
    onAnswered("unproven", fault.code, 0);
    onRefused(fault);
  }

  function takeData(frame: Frame): void {
    const payload = joiner.add(frame, clock());
    if (payload === undefined) return;
    if (why === "stopped" || underWay.size >= MOST_UNDER_WAY) {
      send(answerFrame(frame, undefined, 0));
      return;
    }
    const arrived = monotonic();
    const answering = answerPush(payload, options).then((answer) =>
      send(answerFrame(frame, answer, monotonic() - arrived)),
    );
    underWay.add(answering);
    void answering.finally(() => underWay.delete(answering));
  }

  socket.addEventListener("open", () => {
    wasOpen = true;
    onOpen();
    ping();
  });
  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (why === "closed") hear();
    if (data instanceof ArrayBuffer) take(new Uint8Array(data));
    else refuse(new ProtocolError("malformed_frame", "a text where a frame should be"));
  });
  socket.addEventListener("close", () => end(why));

  return {
    closed: closed.promise,
    async stop() {
      why = "stopped";
      callOffTimers();
      await Promise.all(underWay);
      socket.close();
      callOffSilence = schedule(() => end("stopped"), GOODBYE_MS);
      await closed.promise;
    },
  };
}
