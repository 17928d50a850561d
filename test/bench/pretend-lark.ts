import type { ServerWebSocket } from "bun";

import { decodeFrame, encodeFrame, type Frame, frameHeader } from "../../src/protocol/frame.ts";

/** A Lark that says that all is well, and pushes clicks over the long connection where somebody has opened one. */
export interface PretendLark extends AsyncDisposable {
  readonly url: string;
  /** Pushes each payload once, so many at a time; answers how many were not answered with code 200. */
  push(payloads: readonly Buffer[], atOnce: number): Promise<number>;
}

const SERVICE = 1;

export function startPretendLark(): PretendLark {
  let socket: ServerWebSocket | undefined;
  const waiting = new Map<string, (frame: Frame) => void>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request, host) {
      const { pathname } = new URL(request.url);
      if (pathname === "/ws") return host.upgrade(request) ? undefined : new Response(null, { status: 400 });
      const data =
        pathname === "/callback/ws/endpoint"
          ? { URL: `ws://127.0.0.1:${host.port}/ws?service_id=${SERVICE}`, ClientConfig: {} }
          : {};
      return Response.json({ code: 0, msg: "ok", tenant_access_token: "t-bench", expire: 7200, data });
    },
    websocket: {
      open: (opened) => void (socket = opened),
      message(from, bytes) {
        const frame = decodeFrame(Buffer.from(bytes));
        if (frameHeader(frame, "type") === "ping")
          from.sendBinary(encodeFrame({ ...frame, headers: [["type", "pong"]] }));
        waiting.get(frameHeader(frame, "message_id") ?? "")?.(frame);
      },
    },
  });

  function pushOne(payload: Buffer): Promise<Frame> {
    const { promise, resolve } = Promise.withResolvers<Frame>();
    const id = crypto.randomUUID();
    const headers: Frame["headers"] = [
      ["type", "event"],
      ["message_id", id],
    ];
    waiting.set(id, resolve);
    socket?.sendBinary(encodeFrame({ seqId: 1n, logId: 1n, service: SERVICE, method: 1, headers, payload }));
    return promise.finally(() => waiting.delete(id));
  }

  return {
    url: server.url.origin,
    async push(payloads, atOnce) {
      let next = 0;
      let wrong = 0;
      const worker = async (): Promise<void> => {
        for (let payload = payloads[next++]; payload !== undefined; payload = payloads[next++]) {
          if (!isAccepted(await pushOne(payload))) wrong += 1;
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return wrong;
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function isAccepted({ payload }: Frame): boolean {
  const { code } = JSON.parse(Buffer.from(payload ?? []).toString()) as { readonly code: number };
  return code === 200;
}
