import { SignatureError } from "../signature-error.ts";

/** Reads bytes in order and never past their end. Throws SignatureError `image_truncated` where there are too few. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** A view of the next bytes, not a copy. */
  take(count: number): Uint8Array {
    const from = this.#step(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** Four letters, as chunks are named. */
  tag(): string {
    return String.fromCharCode(...this.take(4));
  }

  byte(): number {
    return this.#view.getUint8(this.#step(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#step(2));
  }

  uint32(littleEndian = false): number {
    return this.#view.getUint32(this.#step(4), littleEndian);
  }

  #step(count: number): number {
    if (count > this.left) {
      throw new SignatureError("image_truncated", "image: it ends in the middle of its data");
    }
    const from = this.#at;
    this.#at += count;
    return from;
  }
}
