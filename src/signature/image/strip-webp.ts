import { SignatureError } from "../signature-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { checkSize } from "./check-size.ts";
import type { Stripped } from "./clean-image.ts";
import { countPieces } from "./count-pieces.ts";
import { malformed } from "./malformed.ts";

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const ALPHA_FLAG = 0x10;
const ANIMATION_FLAG = 0x02;

/**
 * A still WebP (RFC 9649) with nothing but its picture: no EXIF, XMP, colour profile, unknown chunks, or bytes after its
 * end, and flags that do not promise them. Throws SignatureError.
 */
export function stripWebp(bytes: Uint8Array): Stripped {
  const chunks = readChunks(bytes);
  const extended = chunks.find(({ type }) => type === "VP8X");
  if (chunks.some(({ type }) => type === "ANIM" || type === "ANMF") || isAnimated(extended)) {
    throw new SignatureError("image_animated", "image: the WebP moves; a still one is needed");
  }
  const pictures = chunks.filter(({ type }) => type === "VP8 " || type === "VP8L");
  const [picture] = pictures;
  if (picture === undefined || pictures.length > 1) throw malformed("a still WebP has one picture");
  const size = picture.type === "VP8 " ? lossySize(picture.data) : losslessSize(picture.data);
  checkSize(size.width, size.height);
  if (extended === undefined) return { bytes: join([picture]), ...size };
  checkCanvas(extended.data, size);
  const alpha = picture.type === "VP8 " ? chunks.filter(({ type }) => type === "ALPH").slice(0, 1) : [];
  return { bytes: join([withoutPromises(extended), ...alpha, picture]), ...size };
}

function readChunks(bytes: Uint8Array): readonly Chunk[] {
  const whole = new ByteReader(bytes);
  whole.tag();
  const reader = new ByteReader(whole.take(whole.uint32(true)));
  if (reader.tag() !== "WEBP") throw malformed("the RIFF file is no WebP");
  const chunks: Chunk[] = [];
  const count = countPieces();
  while (reader.left > 0) {
    count();
    const type = reader.tag();
    const data = reader.take(reader.uint32(true));
    if (data.length % 2 === 1) reader.byte();
    chunks.push({ type, data });
  }
  return chunks;
}

function isAnimated(extended: Chunk | undefined): boolean {
  return extended !== undefined && (new ByteReader(extended.data).byte() & ANIMATION_FLAG) !== 0;
}

/** RFC 6386, 9.1: a key frame's tag, its start code, and 14 bits a side. */
function lossySize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  const [tag = 1] = reader.take(3);
  const [one, two, three, a = 0, b = 0, c = 0, d = 0] = reader.take(7);
  if ((tag & 1) !== 0 || one !== 0x9d || two !== 0x01 || three !== 0x2a) {
    throw malformed("the WebP's picture does not begin with a key frame");
  }
  return { width: (a | (b << 8)) & 0x3fff, height: (c | (d << 8)) & 0x3fff };
}

/** RFC 9649, 3.4: a byte of its own, then 14 bits a side less one, and three bits of version that are 0. */
function losslessSize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  const mark = reader.byte();
  const bits = reader.uint32(true);
  if (mark !== 0x2f || bits >>> 29 !== 0) throw malformed("the WebP's lossless picture has no header");
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function checkCanvas(data: Uint8Array, { width, height }: Size): void {
  const reader = new ByteReader(data);
  reader.take(4);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = reader.take(6);
  const [across, down] = [(a | (b << 8) | (c << 16)) + 1, (d | (e << 8) | (f << 16)) + 1];
  if (across !== width || down !== height) throw malformed("the WebP's picture does not fill its canvas");
}

function withoutPromises({ type, data }: Chunk): Chunk {
  const kept = Uint8Array.from(data.subarray(0, 10));
  kept.set([(data[0] ?? 0) & ALPHA_FLAG, 0, 0, 0]);
  return { type, data: kept };
}

function join(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    ...chunks.flatMap(({ type, data }) => [
      Buffer.from(type),
      uint32(data.length),
      data,
      new Uint8Array(data.length % 2),
    ]),
  ]);
  return new Uint8Array(Buffer.concat([Buffer.from("RIFF"), uint32(body.length), body]));
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
