import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface Post {
  readonly url: URL;
  /** Where to connect to, whatever the URL's name may mean by now. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends the call, however far it is. */
  readonly signal: AbortSignal;
  /** Certificates to trust in place of the system's. */
  readonly ca?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** As much of the body as is read of any answer. */
  readonly body: Buffer;
}

/** Bytes of an answer that are read. */
const MOST_READ = 64 * 1024;

/**
 * Posts to that very address, under the URL's own name in `Host`, SNI and the check of the certificate. Node's client
 * and not `fetch`: that one takes a proxy from the environment. It follows no redirect and unpacks nothing. Rejects
 * when no status came.
 */
export function post({ url, address, headers, body, signal, ca }: Post): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const isSecure = url.protocol === "https:";
  const options = {
    method: "POST",
    host: address,
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, "content-length": String(Buffer.byteLength(body)) },
    // A connection of its own: one that was kept open may be to another address.
    agent: false,
    signal,
  } as const;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const call: ClientRequest = isSecure
    ? requestHttps({
        ...options,
        ...(name !== address && { servername: name }),
        ...(ca !== undefined && { ca }),
        rejectUnauthorized: true,
      })
    : requestHttp(options);
  call.on("error", reject);
  call.on("response", (response) => {
    const { statusCode = 0, headers: answered } = response;
    readSome(response, (body) => resolve({ status: statusCode, retryAfter: answered["retry-after"], body }));
  });
  call.end(body);
  return promise;
}

/** Reads to the end, or as much as is read of any answer. What happens after the status changes nothing. */
function readSome(response: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Uint8Array[] = [];
  let read = 0;
  response.on("data", (chunk: Uint8Array) => {
    chunks.push(chunk);
    read += chunk.length;
    if (read >= MOST_READ) response.destroy();
  });
  for (const end of ["end", "close", "error"]) response.on(end, () => done(Buffer.concat(chunks)));
}
