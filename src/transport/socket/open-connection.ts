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
export interface Closed {
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
  const { connect, schedule, clock, monotonic, onOpen, onRefused, onFault } = options;
  const closed = Promise.withResolvers<Closed>();
  const joiner = new FrameJoiner();
  const underWay = new Set<Promise<void>>();
  let { config } = endpoint;
  let wasOpen = false;
  let why: Closed["why"] = "closed";
  let callOffTimer = schedule(() => end("silent"), PONG_MS);
  const socket = connect(endpoint.url);
  socket.binaryType = "arraybuffer";

  function end(reason: Closed["why"]): void {
    why = reason;
    callOffTimer();
    // A peer that is gone never answers a closing handshake: waiting for it would be waiting for the system's timeout.
    socket.terminate();
    closed.resolve({ wasOpen, why, config });
  }

  /** One timer at a time: for the next ping, or for the sign of life that one asked for. */
  function next(run: () => void, ms: number): void {
    callOffTimer();
    callOffTimer = schedule(run, ms);
  }

  function ping(): void {
    send(pingFrame(endpoint.serviceId));
    next(() => end("silent"), PONG_MS);
  }

  function send(frame: Frame): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame));
  }

  function take(bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes);
      if (frame.method === DATA) takeData(frame);
      else if (frameHeader(frame, "type") === "pong") config = readPongConfig(frame.payload, config);
    } catch (fault) {
      if (fault instanceof ProtocolError) onRefused(fault);
      else onFault(fault);
    }
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
    // Whatever came, the connection lives.
    if (why === "closed") next(ping, config.pingIntervalMs);
    if (data instanceof ArrayBuffer) take(new Uint8Array(data));
    else onRefused(new ProtocolError("malformed_frame", "a text where a frame should be"));
  });
  socket.addEventListener("close", () => end(why));

  return {
    closed: closed.promise,
    async stop() {
      why = "stopped";
      callOffTimer();
      await Promise.all(underWay);
      socket.close();
      next(() => end("stopped"), GOODBYE_MS);
      await closed.promise;
    },
  };
}
