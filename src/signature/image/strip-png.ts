import { ByteReader } from "./byte-reader.ts";
import { checkSize } from "./check-size.ts";
import type { Stripped } from "./clean-image.ts";
import { countPieces } from "./count-pieces.ts";
import { malformed } from "./malformed.ts";

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Length, type, data and checksum. */
  readonly whole: Uint8Array;
}

const SIGNATURE_BYTES = 8;
/** Bytes at most of the picture itself and of what says which colours its numbers are. A profile (iCCP) can hold anything, and goes. */
const LONGEST: Readonly<Partial<Record<string, number>>> = {
  IHDR: 13,
  PLTE: 768,
  tRNS: 256,
  IDAT: Infinity,
  IEND: 0,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  cICP: 4,
};

/**
 * A PNG (ISO/IEC 15948) with nothing but its picture: no text, times, profiles, further frames, or bytes after its end.
 * Throws SignatureError.
 */
export function stripPng(bytes: Uint8Array): Stripped {
  const reader = new ByteReader(bytes);
  const parts = [reader.take(SIGNATURE_BYTES)];
  const [first, ...others] = readChunks(reader);
  if (first === undefined || first.type !== "IHDR") throw malformed("a PNG begins with IHDR");
  const header = readHeader(first.data);
  checkOrder(others, header.needsPalette);
  for (const { type, data, whole } of [first, ...others]) if (isKept(type, data)) parts.push(whole);
  return { bytes: new Uint8Array(Buffer.concat(parts)), width: header.width, height: header.height };
}

/** What is longer than its kind can be holds something else besides. */
function isKept(type: string, data: Uint8Array): boolean {
  const longest = LONGEST[type];
  if (longest === undefined || data.length <= longest) return longest !== undefined;
  if (/^[A-Z]/.test(type)) throw malformed(`the PNG's ${type} is too long`);
  return false;
}

/** Up to and with IEND. */
function* readChunks(reader: ByteReader): Generator<Chunk> {
  const count = countPieces();
  for (;;) {
    count();
    const chunk = readChunk(reader);
    yield chunk;
    if (chunk.type === "IEND") return;
  }
}

function readChunk(reader: ByteReader): Chunk {
  const head = reader.take(8);
  const length = new ByteReader(head).uint32();
  const type = String.fromCharCode(...head.subarray(4));
  if (!/^[A-Za-z]{4}$/.test(type)) throw malformed("a chunk of the PNG has no name");
  // What is critical (an upper-case first letter) and not known can neither be left out nor vouched for.
  if (/^[A-Z]/.test(type) && LONGEST[type] === undefined) throw malformed(`the PNG has a chunk ${type}`);
  const data = reader.take(length);
  const checksum = reader.take(4);
  if (Bun.hash.crc32(Buffer.concat([head.subarray(4), data])) !== new ByteReader(checksum).uint32()) {
    throw malformed(`the checksum of the PNG's ${type} is wrong`);
  }
  return { type, data, whole: Buffer.concat([head, data, checksum]) };
}

/** Bits a sample, by colour type. */
const DEPTHS: Readonly<Partial<Record<number, readonly number[]>>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const INDEXED = 3;

function readHeader(data: Uint8Array): { width: number; height: number; needsPalette: boolean } {
  if (data.length !== 13) throw malformed("the PNG's IHDR is not 13 bytes long");
  const reader = new ByteReader(data);
  const [width, height] = [reader.uint32(), reader.uint32()];
  const [depth, color, compression, filter, interlace] = reader.take(5);
  checkSize(width, height);
  const isKnown = color !== undefined && depth !== undefined && DEPTHS[color]?.includes(depth);
  if (!isKnown || compression !== 0 || filter !== 0 || (interlace ?? 2) > 1) {
    throw malformed("the PNG's IHDR says what no PNG is");
  }
  return { width, height, needsPalette: color === INDEXED };
}

/** One picture: its data in one run, after its palette. */
function checkOrder(chunks: readonly Chunk[], needsPalette: boolean): void {
  const types = chunks.map(({ type }) => type);
  const [first, last] = [types.indexOf("IDAT"), types.lastIndexOf("IDAT")];
  if (first === -1) throw malformed("the PNG has no picture");
  if (types.slice(first, last).some((type) => type !== "IDAT"))
    throw malformed("the PNG's picture is in pieces");
  if (types.includes("IHDR")) throw malformed("the PNG has two headers");
  const palettes = types.filter((type) => type === "PLTE").length;
  if (palettes > 1 || (palettes === 1 && types.indexOf("PLTE") > first))
    throw malformed("the PNG's palette is misplaced");
  if (needsPalette && palettes === 0) throw malformed("the PNG has no palette");
}
