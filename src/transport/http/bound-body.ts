import { addressOf } from "./address-of.ts";

/** Whether what is told of the body says that it has `most` bytes at most: HTTP frames it by the length that is told. */
export function isSurelyWithin({ headers }: Request, most: number): boolean {
  const told = headers.get("content-length");
  return told === null ? !headers.has("transfer-encoding") : Number(told) <= most;
}

/**
 * The request, or undefined where its body is longer than `most` bytes; then no more of it is read. The length of a body
 * in chunks is not told, so it is counted.
 */
export async function boundBody(request: Request, most: number): Promise<Request | undefined> {
  if (request.headers.has("content-length")) return isSurelyWithin(request, most) ? request : undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  const { method, headers, signal } = request;
  return new Request(addressOf(request)?.href ?? request.url, {
    method,
    headers,
    signal,
    body: Buffer.concat(chunks),
  });
}
