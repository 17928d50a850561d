import { describe, expect, test } from "bun:test";

import { array, assert, nat, property, tuple } from "fast-check";

import { cleanImage } from "../../../src/signature/image/clean-image.ts";
import { SignatureError } from "../../../src/signature/signature-error.ts";
import {
  exif,
  pngChunk,
  pngOfSize,
  readImage,
  withJpegSegments,
  withPngChunks,
  withWebpChunks,
} from "../../support/image-parts.ts";

const PNG = readImage("drawn.png");
const JPEG = readImage("drawn.jpg");
const WEBP = readImage("drawn.webp");
const ALL = {
  PNG,
  JPEG,
  WEBP,
  "WebP with alpha": readImage("alpha.webp"),
  "lossless WebP": readImage("lossless.webp"),
};
const SECRET = "a secret about a person";

function codeOf(bytes: Uint8Array): string {
  try {
    cleanImage(bytes);
    return "taken";
  } catch (fault) {
    if (fault instanceof SignatureError) return fault.code;
    throw fault;
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

const EMPTY = Buffer.alloc(0);

function times<T>(count: number, piece: T): readonly T[] {
  return Array.from({ length: count }, () => piece);
}

describe("cleanImage", () => {
  test.each(Object.entries(ALL))("takes a %s, and tells what it is", (name, bytes) => {
    const mediaType = { PNG: "image/png", JPEG: "image/jpeg" }[name] ?? "image/webp";
    expect(cleanImage(bytes)).toMatchObject({ mediaType, width: 48, height: 24 });
  });

  test.each(Object.entries(ALL))("changes nothing more of a %s that is clean", (_, bytes) => {
    const once = cleanImage(bytes).bytes;
    expect(cleanImage(once).bytes).toEqual(once);
  });

  test.each([
    ["a PNG's texts and EXIF", withPngChunks(PNG, pngChunk("tEXt", SECRET), pngChunk("eXIf", SECRET))],
    ["a PNG's colour profile", withPngChunks(PNG, pngChunk("iCCP", SECRET))],
    ["a PNG's chunks of its maker's own", withPngChunks(PNG, pngChunk("prVt", SECRET))],
    ["what a PNG's gamma has no room for", withPngChunks(PNG, pngChunk("gAMA", SECRET))],
    ["what comes after a PNG", Buffer.concat([PNG, Buffer.from(SECRET)])],
    ["a JPEG's comment", withJpegSegments(JPEG, [0xfe, Buffer.from(SECRET)])],
    ["a JPEG's EXIF", withJpegSegments(JPEG, [0xe1, Buffer.concat([exif(6, true), Buffer.from(SECRET)])])],
    ["a JPEG's XMP", withJpegSegments(JPEG, [0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)])],
    ["a JPEG's IPTC", withJpegSegments(JPEG, [0xed, Buffer.from(`Photoshop 3.0\0${SECRET}`)])],
    [
      "a JPEG's thumbnail",
      withJpegSegments(JPEG, [0xe0, Buffer.from(`JFIF\0\x01\x02\0\0\x01\0\x01\x08\x01${SECRET}`)]),
    ],
    ["what comes after a JPEG", Buffer.concat([JPEG, JPEG, Buffer.from(SECRET)])],
    [
      "a WebP's EXIF and XMP",
      withWebpChunks(WEBP, ["EXIF", Buffer.from(SECRET)], ["XMP ", Buffer.from(SECRET)]),
    ],
    ["a WebP's unknown chunks", withWebpChunks(WEBP, ["abcd", Buffer.from(SECRET)])],
    ["what comes after a WebP", Buffer.concat([WEBP, Buffer.from(SECRET)])],
  ])("leaves out %s", (_, bytes) => {
    expect(textOf(bytes)).toContain(SECRET);
    const { bytes: clean } = cleanImage(bytes);
    expect(textOf(clean)).not.toContain(SECRET);
    expect(textOf(clean)).not.toContain("GPS");
  });

  test.each([JPEG, WEBP])("leaves out a colour profile", (bytes) => {
    expect(textOf(bytes)).toMatch(/ICC_PROFILE|ICCP/);
    expect(textOf(cleanImage(bytes).bytes)).not.toMatch(/ICC_PROFILE|ICCP/);
  });

  test("takes back what a WebP's flags promise", () => {
    const { bytes } = cleanImage(withWebpChunks(ALL["WebP with alpha"], ["EXIF", Buffer.from(SECRET)]));
    expect([ALL["WebP with alpha"][20], bytes[20]]).toEqual([0x30, 0x10]);
  });

  test.each([true, false])("keeps which side of a photograph is up (little-endian: %p)", (littleEndian) => {
    const upright = cleanImage(JPEG).bytes;
    const turned = cleanImage(withJpegSegments(JPEG, [0xe1, exif(6, littleEndian)])).bytes;
    expect(turned.length).toBe(upright.length + 36);
    // The reader in Bun's place: the tag, as the only entry, big-endian.
    expect(textOf(turned)).toContain("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    expect(cleanImage(withJpegSegments(JPEG, [0xe1, exif(1, littleEndian)])).bytes).toEqual(upright);
  });

  test.each([
    ["nothing", Buffer.alloc(0), "image_empty"],
    ["more than 10 MB", Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]), "image_too_large"],
    [
      "an SVG",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      "image_unsupported",
    ],
    ["a GIF", Buffer.from("GIF89a\x01\0\x01\0\x80\0\0"), "image_unsupported"],
    ["a page", Buffer.from("<!doctype html>"), "image_unsupported"],
    ["a page before a PNG", Buffer.concat([Buffer.from("<script>"), PNG]), "image_unsupported"],
    ["another RIFF file", Buffer.from("RIFF\x24\0\0\0WAVEfmt "), "image_unsupported"],
    ["65,000 × 65,000 pixels", pngOfSize(65_000, 65_000), "image_too_many_pixels"],
    ["12,001 pixels a side", pngOfSize(12_001, 1), "image_too_many_pixels"],
    ["more than 40 million pixels", pngOfSize(8_000, 5_001), "image_too_many_pixels"],
    ["no pixels", pngOfSize(0, 5), "image_malformed"],
    ["a PNG with a wrong checksum", Buffer.from(PNG).fill(0, 60, 61), "image_malformed"],
    [
      "a PNG with a critical chunk that nobody knows",
      withPngChunks(PNG, pngChunk("ABCD")),
      "image_malformed",
    ],
    ["a PNG with two headers", withPngChunks(PNG, Buffer.from(PNG.subarray(8, 33))), "image_malformed"],
    [
      "a PNG whose end is not empty",
      Buffer.concat([PNG.subarray(0, -12), pngChunk("IEND", SECRET)]),
      "image_malformed",
    ],
    ["a PNG without a picture", Buffer.concat([PNG.subarray(0, 33), pngChunk("IEND")]), "image_malformed"],
    ["a JPEG without a picture", Buffer.from([0xff, 0xd8, 0xff, 0xd9]), "image_malformed"],
    [
      "a lossless JPEG",
      Buffer.from(textOf(JPEG).replace("\xff\xc0", "\xff\xc3"), "latin1"),
      "image_malformed",
    ],
    ["a WebP that moves", withWebpChunks(WEBP, ["ANIM", Buffer.alloc(6)]), "image_animated"],
    ["a WebP with two pictures", withWebpChunks(WEBP, ["VP8L", Buffer.alloc(6)]), "image_malformed"],
  ])("refuses %s", (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test("keeps of a JPEG what says which colours its numbers are, and no more of it", () => {
    const adobe = Buffer.from(`Adobe\0\x64\0\0\0\0\x01${SECRET}`, "latin1");
    const clean = textOf(cleanImage(withJpegSegments(JPEG, [0xee, adobe])).bytes);
    expect([clean.includes("Adobe\0\x64\0\0\0\0\x01\xff"), clean.includes(SECRET)]).toEqual([true, false]);
  });

  test("takes no WebP whose picture does not fill its canvas", () => {
    const larger = Buffer.from(WEBP);
    larger[24] = 255;
    expect(codeOf(larger)).toBe("image_malformed");
  });

  test.each([
    ["PNG", (count: number) => withPngChunks(PNG, ...times(count, pngChunk("tEXt")))],
    ["JPEG", (count: number) => withJpegSegments(JPEG, ...times(count, [0xfe, EMPTY] as const))],
    ["WebP", (count: number) => withWebpChunks(WEBP, ...times(count, ["junk", EMPTY] as const))],
  ])("takes a %s of nine thousand pieces, and none of more than ten thousand", (_, piecesOf) => {
    expect([codeOf(piecesOf(9_000)), codeOf(piecesOf(10_001))]).toEqual(["taken", "image_malformed"]);
  });

  test("takes what is at the bounds", () => {
    expect([codeOf(pngOfSize(12_000, 1)), codeOf(pngOfSize(8_000, 5_000))]).toEqual(["taken", "taken"]);
  });

  test.each(Object.entries(ALL))("takes no %s that was cut off anywhere", (_, bytes) => {
    const whole = cleanImage(bytes).bytes;
    const taken = Array.from(whole, (__, length) => codeOf(whole.subarray(0, length))).filter(
      (code) => code === "taken",
    );
    expect(taken).toEqual([]);
  });

  test.each(Object.entries(ALL))(
    "throws nothing but its own error, whatever happened to a %s",
    (_, bytes) => {
      assert(
        property(
          array(tuple(nat(bytes.length - 1), nat(255)), { minLength: 1, maxLength: 8 }),
          nat(bytes.length),
          (changes, cut) => {
            const changed = Buffer.from(bytes);
            for (const [at, value] of changes) changed[at] = value;
            expect(codeOf(changed)).toBeString();
            expect(codeOf(changed.subarray(0, cut))).toBeString();
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
