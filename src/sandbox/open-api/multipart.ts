/**
 * The parts of a `multipart/form-data` body as bytes, by their names; undefined if the body is not one. `FormData` would
 * not do: it reads a part without a file name as text, and the official SDK sends a Buffer like that.
 */
export async function readMultipart(
  request: Request,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(
    request.headers.get("content-type") ?? "",
  )?.[1];
  if (boundary === undefined) return undefined;
  const body = Buffer.from(await request.arrayBuffer());
  const parts = split(body, `--${boundary}`).slice(1, -1);
  return new Map(parts.flatMap((part) => readPart(part) ?? []));
}

function split(body: Buffer, mark: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = body.indexOf(mark); end !== -1; end = body.indexOf(mark, start)) {
    parts.push(body.subarray(start, end));
    start = end + mark.length;
  }
  return [...parts, body.subarray(start)];
}

/** A part is a line break, its headers, an empty line, its bytes and a line break. */
function readPart(part: Buffer): [[string, Uint8Array<ArrayBuffer>]] | undefined {
  const headersEnd = part.indexOf("\r\n\r\n");
  const name = /\bname="([^"]*)"/.exec(part.toString("latin1", 0, Math.max(0, headersEnd)))?.[1];
  return name === undefined ? undefined : [[name, Uint8Array.from(part.subarray(headersEnd + 4, -2))]];
}
