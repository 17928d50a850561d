/** A callback that reached the app's server, as bytes and headers. */
export interface Received {
  readonly headers: Headers;
  readonly body: string;
  /** The far end of its connection. */
  readonly port: number | undefined;
}

/** A server of the app on loopback, which keeps what reaches it. */
export interface AppServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Starts the app's server; `answer` is asked anew for each callback. */
export function startAppServer(answer: (received: Received) => unknown): AppServer {
  const received: Received[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request, bun) {
      const port = bun.requestIP(request)?.port;
      const callback = { headers: request.headers, body: await request.text(), port };
      received.push(callback);
      const reply = await answer(callback);
      return reply instanceof Response ? reply : Response.json(reply);
    },
  });
  return {
    url: new URL("/lark/callback", server.url).href,
    received,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
