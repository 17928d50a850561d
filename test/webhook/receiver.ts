import { onTestFinished } from "bun:test";

import { Webhook } from "standardwebhooks";

export const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
export const OLD_SECRET = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
/** What the tests' receivers are allowed by. */
export const LOOPBACK = "127.0.0.0/8";

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A real receiver on loopback that remembers what it got; `answer` says what to give back. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  answer: () => Response | Promise<Response>;
}

export function startReceiver(
  options: { readonly hostname?: string; readonly port?: number } = {},
): Receiver {
  const { hostname = "127.0.0.1", port = 0 } = options;
  const received: Received[] = [];
  const server = Bun.serve({
    hostname,
    port,
    async fetch(request) {
      const { pathname: path } = new URL(request.url);
      received.push({ path, headers: request.headers.toJSON(), body: await request.text() });
      return receiver.answer();
    },
  });
  const bound = server.port ?? 0;
  const receiver: Receiver = {
    url: `http://${hostname}:${bound}/hook`,
    port: bound,
    received,
    answer: () => new Response(null, { status: 204 }),
  };
  onTestFinished(() => server.stop(true));
  return receiver;
}

/** What the specification's own library makes of it. Throws when the signature or the time is wrong. */
export function verified({ headers, body }: Received, secret: string): unknown {
  return new Webhook(secret).verify(body, { ...headers });
}
