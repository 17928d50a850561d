const EXIF = Buffer.from("Exif\0\0");
const TIFF_LITTLE = 0x4949;
const ORIENTATION = 0x0112;
const SHORT = 3;
const UPRIGHT = 1;

/**
 * Which side of a photograph is up, 1 to 8 (EXIF, tag 0x0112), from the data of an APP1 segment; undefined where it does
 * not say. A camera turns the picture by this alone: without it the signature would stand on its head.
 */
export function orientationOf(data: Uint8Array): number | undefined {
  if (!EXIF.equals(data.subarray(0, EXIF.length))) return undefined;
  const tiff = data.subarray(EXIF.length);
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = view.getUint16(0) === TIFF_LITTLE;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const count = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + count * 12; entry += 12) {
    if (entry + 12 > tiff.length) return undefined;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** A segment that says this and no more; none for what is upright anyway. */
export function orientationSegment(orientation: number): readonly Uint8Array[] {
  if (orientation === UPRIGHT) return [];
  const segment = new Uint8Array(36);
  segment.set([0xff, 0xe1, 0, 34, ...EXIF]);
  const tiff = new DataView(segment.buffer, 10);
  tiff.setUint16(0, 0x4d4d);
  tiff.setUint16(2, 42);
  tiff.setUint32(4, 8);
  tiff.setUint16(8, 1);
  tiff.setUint16(10, ORIENTATION);
  tiff.setUint16(12, SHORT);
  tiff.setUint32(14, 1);
  tiff.setUint16(18, orientation);
  return [segment];
}
