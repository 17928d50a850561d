import { boundBody, isSurelyWithin } from "./bound-body.ts";
import type { App } from "./create-app.ts";
import { LARGEST_FORM } from "./signature-form.ts";

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

/**
 * Serves the app. Throws, with `code` EADDRINUSE, when somebody else has the port: it is never shared.
 *
 * Bun has one bound of bodies for a whole listener, and a signature's form needs megabytes. A port of its own for it
 * would be one more to open and to explain, so the listener takes such forms and every other route keeps its bound here.
 */
export function listen(app: App, { hostname, port }: Address, { idleSeconds = IDLE } = {}): Listener {
  const server = Bun.serve({
    hostname,
    port,
    reusePort: false,
    maxRequestBodySize: LARGEST_FORM,
    idleTimeout: idleSeconds,
    development: false,
    fetch: (request, server) => {
      // Elysia reads the server from the instance; it is the same for all its life.
      app.server ??= server as NonNullable<App["server"]>;
      if (isSurelyWithin(request, LARGEST_BODY) || takesForms(request)) return app.fetch(request);
      return boundBody(request, LARGEST_BODY).then((bounded) => (bounded ? app.fetch(bounded) : tooLarge()));
    },
  });
  return {
    url: `http://${server.hostname?.includes(":") ? `[${server.hostname}]` : server.hostname}:${server.port}`,
    stop: () => server.stop(),
  };
}

/** As Bun itself answers what is beyond the listener's bound: with nothing more, and the connection ends. */
function tooLarge(): Response {
  return new Response(null, { status: 413, headers: { connection: "close" } });
}

function takesForms({ method, url }: Request): boolean {
  return method === "POST" && new URL(url).pathname === "/v1/signatures";
}
