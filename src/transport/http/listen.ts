import type { App } from "./create-app.ts";

export interface Listener {
  readonly url: string;
  /** Takes no new connections and waits for what is under way. */
  stop(): Promise<void>;
}

/** Bytes. Routes have tighter bounds of their own, and answer them with a code; this one cuts off before it is read. */
const LARGEST_BODY = 256 * 1024;
/** Seconds that a connection may be silent. Nobody but a waiting caller needs longer, and they ask for it. */
const IDLE = 10;

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** Serves the app. Throws, with `code` EADDRINUSE, when somebody else has the port: it is never shared. */
export function listen(app: App, { hostname, port }: Address, { idleSeconds = IDLE } = {}): Listener {
  const server = Bun.serve({
    hostname,
    port,
    reusePort: false,
    maxRequestBodySize: LARGEST_BODY,
    idleTimeout: idleSeconds,
    development: false,
    fetch: (request, server) => {
      // Elysia reads the server from the instance; it is the same for all its life.
      app.server ??= server as NonNullable<App["server"]>;
      return app.fetch(request);
    },
  });
  return {
    url: `http://${server.hostname?.includes(":") ? `[${server.hostname}]` : server.hostname}:${server.port}`,
    stop: () => server.stop(),
  };
}
