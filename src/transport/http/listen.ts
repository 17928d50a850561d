import { addressOf } from "./address-of.ts";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { boundBody, isSurelyWithin } from "./bound-body.ts";
import type { App } from "./create-app.ts";
import { Farewell } from "./farewell.ts";
import { LARGEST_FORM } from "./signature-form.ts";

export interface Listener {
  readonly url: string;
  /** Answers what comes in the same moment, takes no new connections, and waits for what is under way. */
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

export interface ListenOptions {
  readonly idleSeconds?: number | undefined;
  /** Is told of each request how it came in. */
  readonly arrivals?: Arrivals | undefined;
}

/**
 * Serves the app. Throws, with `code` EADDRINUSE, when somebody else has the port: it is never shared.
 *
 * Bun has one bound of bodies for a whole listener, and a signature's form needs megabytes. A port of its own for it
 * would be one more to open and to explain, so the listener takes such forms and every other route keeps its bound here.
 */
export function listen(app: App, { hostname, port }: Address, options: ListenOptions = {}): Listener {
  const farewell = new Farewell();
  const answer = answerBy(app, options, (request, server) => server.requestIP(request)?.address);
  const server = Bun.serve({
    ...serveOptions(options),
    hostname,
    port,
    reusePort: false,
    fetch: (request, server) => farewell.answer(answer(request, server)),
  });
  makeServerOf(app, server);
  return {
    url: urlOf("http", server.hostname ?? hostname, server.port ?? port),
    async stop() {
      await farewell.say();
      await server.stop();
    },
  };
}

/** What every listener of the app has in common. */
export function serveOptions({ idleSeconds = IDLE }: ListenOptions) {
  return { maxRequestBodySize: LARGEST_FORM, idleTimeout: idleSeconds, development: false } as const;
}

/**
 * Elysia reads the server from the instance, and its routes ask it for more time. Only one with a port can give that, and
 * it does for each of this process: the first that listens is the one.
 */
export function makeServerOf(app: App, server: BunServer): void {
  app.server ??= server as NonNullable<App["server"]>;
}

type BunServer = Bun.Server<undefined>;

/** Answers requests by the app, each bounded as its route is. */
export function answerBy(
  app: App,
  { arrivals }: ListenOptions,
  peerOf: (request: Request, server: BunServer) => string | undefined,
  isOwn = false,
) {
  return (request: Request, server: BunServer): Response | Promise<Response> => {
    if (addressOf(request) === undefined) return closing(400);
    // Asked at once, for one that is gone has no address any more. Those that are gone already are counted as one.
    const arrival: Arrival = { peer: isOwn ? undefined : (peerOf(request, server) ?? "gone"), isOwn };
    arrivals?.note(request, arrival);
    if (isSurelyWithin(request, LARGEST_BODY) || takesForms(request)) return app.fetch(request);
    return boundBody(request, LARGEST_BODY).then((bounded) => {
      if (bounded === undefined) return closing(413);
      arrivals?.note(bounded, arrival);
      return app.fetch(bounded);
    });
  };
}

export function urlOf(protocol: "http" | "https", hostname: string, port: number): string {
  return `${protocol}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** As Bun itself answers what is beyond the listener's bound or is no HTTP: with nothing more, and the connection ends. */
function closing(status: 400 | 413): Response {
  return new Response(null, { status, headers: { connection: "close" } });
}

function takesForms(request: Request): boolean {
  return request.method === "POST" && addressOf(request)?.pathname === "/v1/signatures";
}
