/** Whether these bytes, in Latin-1, are at this place. */
export function hasAt(bytes: Uint8Array, at: number, mark: string): boolean {
  return Buffer.from(mark, "latin1").equals(bytes.subarray(at, at + mark.length));
}
