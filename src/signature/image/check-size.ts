import { SignatureError } from "../signature-error.ts";

/** Pixels a side (Lark, "Upload image"), and pixels in all, so that nobody's reader is asked for gigabytes. */
const LONGEST_SIDE = 12_000;
const MOST_PIXELS = 40_000_000;

/** Throws SignatureError `image_malformed` for a picture of nothing, and `image_too_many_pixels`. */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new SignatureError("image_malformed", "image: it has no pixels");
  if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS) {
    throw new SignatureError(
      "image_too_many_pixels",
      `image: at most ${LONGEST_SIDE} pixels a side and ${MOST_PIXELS} in all, not ${width} × ${height}`,
    );
  }
}
