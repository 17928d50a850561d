import { ProtocolError } from "./protocol-error.ts";

/** The two wire types that a frame uses; other numbers are skipped where they can be. */
export const VARINT = 0;
export const BYTES = 2;

const FIXED64 = 1;
const FIXED32 = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads protobuf fields in order, never past the end. Throws ProtocolError "malformed_frame". */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  tag(): { readonly field: number; readonly wireType: number } {
    const tag = this.varint();
    const field = Number(tag >> 3n);
    if (tag > 0xffff_ffffn || field === 0) throw malformed("a field number is out of range");
    return { field, wireType: Number(tag & 7n) };
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff_ffff_ffffn) break;
        return value;
      }
    }
    throw malformed("a varint does not fit 64 bits");
  }

  bytes(): Uint8Array {
    return this.#take(this.varint());
  }

  text(): string {
    try {
      return decoder.decode(this.bytes());
    } catch (cause) {
      if (cause instanceof ProtocolError) throw cause;
      throw malformed("a text is not UTF-8", { cause });
    }
  }

  /** Passes over the value of a field that a later version may have added. */
  skip(wireType: number): void {
    if (wireType === VARINT) this.varint();
    else if (wireType === FIXED64) this.#take(8n);
    else if (wireType === BYTES) this.bytes();
    else if (wireType === FIXED32) this.#take(4n);
    else throw malformed(`wire type ${wireType} is not known`);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw malformed("it ends too early");
    this.#at += 1;
    return byte;
  }

  #take(length: bigint): Uint8Array {
    if (length > BigInt(this.#bytes.length - this.#at))
      throw malformed("a field is longer than what is left");
    const start = this.#at;
    this.#at += Number(length);
    return this.#bytes.subarray(start, this.#at);
  }
}

/** Appends protobuf fields in the order of the calls. */
export class ProtobufWriter {
  readonly #bytes: number[] = [];

  varint(field: number, value: bigint): this {
    this.#varint(BigInt(field << 3) | BigInt(VARINT));
    this.#varint(BigInt.asUintN(64, value));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt(field << 3) | BigInt(BYTES));
    this.#varint(BigInt(value.length));
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.#bytes.push(Number(rest & 0x7fn) | 0x80);
    this.#bytes.push(Number(rest));
  }
}

function malformed(message: string, options?: ErrorOptions): ProtocolError {
  return new ProtocolError("malformed_frame", message, options);
}
