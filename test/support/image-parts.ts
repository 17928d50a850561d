import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An image that Chromium drew and encoded; `drawn.*` are opaque but the PNG, the other two WebP are not. */
export function readImage(name: string): Buffer<ArrayBuffer> {
  return Buffer.from(readFileSync(join(import.meta.dir, "../fixtures/images", name)));
}

/** A chunk of a PNG, its checksum right. */
export function pngChunk(type: string, data: Uint8Array | string = ""): Buffer<ArrayBuffer> {
  const named = Buffer.concat([Buffer.from(type), Buffer.from(data)]);
  return Buffer.concat([uint32(named.length - 4), named, uint32(Bun.hash.crc32(named))]);
}

/** The PNG with more chunks behind its header. */
export function withPngChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer<ArrayBuffer> {
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), ...chunks, png.subarray(afterHeader)]);
}

/** A PNG of so many pixels, of which there is no more than the header and something that could be them. */
export function pngOfSize(width: number, height: number): Buffer<ArrayBuffer> {
  const header = Buffer.concat([uint32(width), uint32(height), Uint8Array.of(8, 6, 0, 0, 0)]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", "x"),
    pngChunk("IEND"),
  ]);
}

/** The JPEG with more segments at its start. */
export function withJpegSegments(
  jpeg: Buffer,
  ...segments: readonly (readonly [number, Buffer])[]
): Buffer<ArrayBuffer> {
  const made = segments.map(([marker, data]) => {
    const length = data.length + 2;
    return Buffer.concat([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), data]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...made, jpeg.subarray(2)]);
}

/** What a camera writes into APP1: the side that is up, in either order of bytes, and where it was. */
export function exif(orientation: number, littleEndian: boolean): Buffer<ArrayBuffer> {
  const tiff = new DataView(new ArrayBuffer(60));
  tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, littleEndian);
  tiff.setUint32(4, 8, littleEndian);
  tiff.setUint16(8, 2, littleEndian);
  tiff.setUint16(10, 0x010f, littleEndian);
  tiff.setUint16(22, 0x0112, littleEndian);
  tiff.setUint16(24, 3, littleEndian);
  tiff.setUint32(26, 1, littleEndian);
  tiff.setUint16(30, orientation, littleEndian);
  return Buffer.concat([Buffer.from("Exif\0\0"), new Uint8Array(tiff.buffer), Buffer.from("GPS 48.2,16.3")]);
}

/** The WebP with more chunks at its end, told of in its length. */
export function withWebpChunks(
  webp: Buffer,
  ...chunks: readonly (readonly [string, Buffer])[]
): Buffer<ArrayBuffer> {
  const made = chunks.map(([type, data]) =>
    Buffer.concat([Buffer.from(type), uint32LE(data.length), data, new Uint8Array(data.length % 2)]),
  );
  const body = Buffer.concat([webp.subarray(8), ...made]);
  return Buffer.concat([webp.subarray(0, 4), uint32LE(body.length), body]);
}

function uint32(value: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32LE(value: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
