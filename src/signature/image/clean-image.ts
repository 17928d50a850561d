import { SignatureError } from "../signature-error.ts";
import { hasAt } from "./has-at.ts";
import { stripJpeg } from "./strip-jpeg.ts";
import { stripPng } from "./strip-png.ts";
import { stripWebp } from "./strip-webp.ts";

/** A still picture, without anything but the picture. */
export interface CleanImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: "image/png" | "image/jpeg" | "image/webp";
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a format's own reader gives. */
export type Stripped = Omit<CleanImage, "mediaType">;

/** Bytes (Lark, "Upload image"). */
const MOST_BYTES = 10 * 1024 * 1024;

/**
 * Takes a PNG, JPEG or WebP, known by its content, and gives the same picture without what else was in the file: places
 * and times, comments, thumbnails, colour profiles, and whatever came after its end. Pixels are not decoded, so that
 * no decoder runs on what a stranger sent. Throws SignatureError, `image_…`.
 */
export function cleanImage(bytes: Uint8Array): CleanImage {
  if (bytes.length === 0) throw new SignatureError("image_empty", "image: it has no bytes");
  if (bytes.length > MOST_BYTES) {
    throw new SignatureError("image_too_large", `image: at most ${MOST_BYTES} bytes, not ${bytes.length}`);
  }
  const format = FORMATS.find(({ isIt }) => isIt(bytes));
  if (format === undefined) {
    throw new SignatureError("image_unsupported", "image: by its content it is no PNG, JPEG or WebP");
  }
  return { mediaType: format.mediaType, ...format.strip(bytes) };
}

interface Format {
  readonly mediaType: CleanImage["mediaType"];
  readonly isIt: (bytes: Uint8Array) => boolean;
  readonly strip: (bytes: Uint8Array) => Stripped;
}

const FORMATS: readonly Format[] = [
  { mediaType: "image/png", isIt: (bytes) => hasAt(bytes, 0, "\x89PNG\r\n\x1a\n"), strip: stripPng },
  { mediaType: "image/jpeg", isIt: (bytes) => hasAt(bytes, 0, "\xff\xd8\xff"), strip: stripJpeg },
  {
    mediaType: "image/webp",
    isIt: (bytes) => hasAt(bytes, 0, "RIFF") && hasAt(bytes, 8, "WEBP"),
    strip: stripWebp,
  },
];
