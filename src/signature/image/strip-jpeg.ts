import { ByteReader } from "./byte-reader.ts";
import { checkSize } from "./check-size.ts";
import type { Stripped } from "./clean-image.ts";
import { countPieces } from "./count-pieces.ts";
import { orientationOf, orientationSegment } from "./exif-orientation.ts";
import { hasAt } from "./has-at.ts";
import { malformed } from "./malformed.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const [APP0, APP1, APP14, APP15, COM] = [0xe0, 0xe1, 0xee, 0xef, 0xfe];
/** Baseline, extended and progressive: what is decoded everywhere. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Tables: Huffman, quantisation, restart interval. */
const TABLES = new Set([0xc4, 0xdb, 0xdd]);
const JFIF_BYTES = 14;
const ADOBE_BYTES = 12;

interface Parts {
  readonly kept: Uint8Array[];
  size?: { readonly width: number; readonly height: number } | undefined;
  hasScan: boolean;
  orientation: number;
}

/**
 * A JPEG (ITU T.81) with nothing but its picture: no EXIF (but for which side is up), XMP, profiles, comments,
 * thumbnails, further pictures, or bytes after its end. Throws SignatureError.
 */
export function stripJpeg(bytes: Uint8Array): Stripped {
  const reader = new ByteReader(bytes);
  const parts: Parts = { kept: [], hasScan: false, orientation: 1 };
  const count = countPieces();
  reader.take(2);
  for (let marker = readMarker(reader); marker !== EOI; marker = readMarker(reader)) {
    count();
    readSegment(marker, reader, bytes, parts);
  }
  const { kept, size, hasScan, orientation } = parts;
  if (size === undefined || !hasScan) throw malformed("the JPEG has no picture");
  const [start, end] = [Uint8Array.of(0xff, SOI), Uint8Array.of(0xff, EOI)];
  // JFIF wants to be first; which side is up may come after it.
  const [jfif, others] = kept[0]?.[1] === APP0 ? [kept.slice(0, 1), kept.slice(1)] : [[], kept];
  const all = [start, ...jfif, ...orientationSegment(orientation), ...others, end];
  return { bytes: new Uint8Array(Buffer.concat(all)), ...size };
}

/** A marker may have any number of fill bytes before it (T.81, B.1.1.2). */
function readMarker(reader: ByteReader): number {
  if (reader.byte() !== 0xff) throw malformed("the JPEG has no marker where one has to be");
  let marker = reader.byte();
  while (marker === 0xff) marker = reader.byte();
  return marker;
}

function readSegment(marker: number, reader: ByteReader, bytes: Uint8Array, parts: Parts): void {
  const length = reader.uint16();
  if (length < 2) throw malformed("a segment of the JPEG is shorter than its length");
  const data = reader.take(length - 2);
  if (FRAMES.has(marker)) noteFrame(data, parts);
  if (marker === APP1) parts.orientation = orientationOf(data) ?? parts.orientation;
  const kept = isAside(marker) ? keptAside(marker, data) : data;
  if (kept !== undefined) parts.kept.push(segment(marker, kept));
  if (marker === SOS) {
    if (parts.size === undefined) throw malformed("the JPEG's picture comes before its header");
    parts.hasScan = true;
    parts.kept.push(takeScan(reader, bytes));
  }
}

/** Whether it is beside the picture. Throws for what is neither that nor decoded everywhere. */
function isAside(marker: number): boolean {
  if ((marker >= APP0 && marker <= APP15) || marker === COM) return true;
  if (FRAMES.has(marker) || TABLES.has(marker) || marker === SOS) return false;
  throw malformed(`the JPEG has a segment ${marker.toString(16)} that is not decoded everywhere`);
}

function noteFrame(data: Uint8Array, parts: Parts): void {
  if (parts.size !== undefined) throw malformed("the JPEG has two pictures");
  parts.size = readSize(data);
}

/** What tells which colours the numbers are: JFIF, without its thumbnail, and Adobe's transform. */
function keptAside(marker: number, data: Uint8Array): Uint8Array | undefined {
  if (marker === APP0 && hasAt(data, 0, "JFIF\0") && data.length >= JFIF_BYTES) {
    return Uint8Array.of(...data.subarray(0, JFIF_BYTES - 2), 0, 0);
  }
  if (marker === APP14 && hasAt(data, 0, "Adobe") && data.length >= ADOBE_BYTES) {
    return data.subarray(0, ADOBE_BYTES);
  }
  return undefined;
}

function readSize(data: Uint8Array): { width: number; height: number } {
  const reader = new ByteReader(data);
  const precision = reader.byte();
  const [height, width, components] = [reader.uint16(), reader.uint16(), reader.byte()];
  checkSize(width, height);
  if (precision !== 8 || ![1, 3, 4].includes(components) || data.length !== 6 + 3 * components) {
    throw malformed("the JPEG's header says what is not decoded everywhere");
  }
  return { width, height };
}

/** The coded pixels: up to a marker that is neither a stuffed byte nor a restart (T.81, B.1.1.5). */
function takeScan(reader: ByteReader, bytes: Uint8Array): Uint8Array {
  const from = reader.at;
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    const isData = next === 0 || next === 0xff || (next !== undefined && next >= 0xd0 && next <= 0xd7);
    if (!isData && next !== undefined) return reader.take(at - from);
  }
  return reader.take(reader.left + 1);
}

function segment(marker: number, data: Uint8Array): Uint8Array {
  const length = data.length + 2;
  return Buffer.concat([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), data]);
}
