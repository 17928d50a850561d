import type { Certificate } from "../../certificate/read-certificate.ts";
import type { App } from "./create-app.ts";
import { Farewell } from "./farewell.ts";
import {
  type Address,
  answerBy,
  type Listener,
  type ListenOptions,
  makeServerOf,
  serveOptions,
  urlOf,
} from "./listen.ts";
import { INNER_HOST, openTlsFront } from "./tls-front.ts";

export interface TlsListener extends Listener {
  /** Serves another certificate from the next handshake on. */
  readonly use: (certificate: Certificate) => void;
}

/**
 * Serves the app by HTTPS, TLS 1.2 or newer. Rejects, with `code` EADDRINUSE, when somebody else has the port. Behind the
 * front is a port of this machine, which answers nobody but the front.
 */
export async function listenTls(
  app: App,
  address: Address,
  certificate: Certificate,
  options: ListenOptions = {},
): Promise<TlsListener> {
  const peers = new Map<number, string>();
  // The port alone would not do: another program of this machine may have the same one at another of its addresses.
  const peerOf = (request: Request, server: Bun.Server<undefined>): string | undefined => {
    const from = server.requestIP(request);
    return from?.address === INNER_HOST ? peers.get(from.port) : undefined;
  };
  const farewell = new Farewell();
  const answer = answerBy(app, options, peerOf);
  const bounds = serveOptions(options);
  const inner = Bun.serve({
    ...bounds,
    hostname: INNER_HOST,
    port: 0,
    reusePort: false,
    fetch: (request, server) =>
      peerOf(request, server) === undefined ? notTheFront() : farewell.answer(answer(request, server)),
  });
  makeServerOf(app, inner);
  try {
    const front = await openTlsFront(address, certificate, {
      innerPort: inner.port ?? 0,
      peers,
      patience: bounds.idleTimeout,
    });
    return {
      url: urlOf("https", address.hostname, front.port),
      use: front.use,
      async stop() {
        await farewell.say();
        const closed = front.close();
        await inner.stop();
        await closed;
      },
    };
  } catch (fault) {
    await inner.stop(true);
    throw fault;
  }
}

function notTheFront(): Response {
  return new Response(null, { status: 421, headers: { connection: "close" } });
}
