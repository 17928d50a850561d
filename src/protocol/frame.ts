import { BYTES, ProtobufReader, ProtobufWriter, VARINT } from "./protobuf.ts";
import { ProtocolError } from "./protocol-error.ts";

const CONTROL = 0;
export const DATA = 1;

type FrameHeader = readonly [key: string, value: string];

/** One message of the long connection, protobuf on the wire (`ws/pbbp2.pb.go` of Lark's SDK for Go). */
export interface Frame {
  /** Unsigned 64 bits, as is `logId`: to be sent back as it came. */
  readonly seqId: bigint;
  readonly logId: bigint;
  /** A signed 32-bit number; the connection's `service_id`. */
  readonly service: number;
  /** CONTROL (ping, pong) or DATA. */
  readonly method: number;
  readonly headers: readonly FrameHeader[];
  readonly payloadEncoding?: string | undefined;
  readonly payloadType?: string | undefined;
  readonly payload?: Uint8Array | undefined;
  readonly logIdNew?: string | undefined;
}

/** Reads one frame; fields that are not known are passed over. Throws ProtocolError "malformed_frame". */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new ProtobufReader(bytes);
  const frame: Draft = { headers: [] };
  while (!reader.done) {
    const { field, wireType } = reader.tag();
    const known = FIELDS[field];
    if (known?.wireType === wireType) known.read(frame, reader);
    else reader.skip(wireType);
  }
  const { seqId, logId, service, method } = frame;
  if (seqId === undefined || logId === undefined || service === undefined || method === undefined) {
    throw new ProtocolError("malformed_frame", "a required field is missing");
  }
  return { ...frame, seqId, logId, service, method };
}

/** Writes one frame, byte for byte as Lark's own SDKs do. */
export function encodeFrame(frame: Frame): Uint8Array {
  const writer = new ProtobufWriter()
    .varint(1, frame.seqId)
    .varint(2, frame.logId)
    .varint(3, BigInt(frame.service))
    .varint(4, BigInt(frame.method));
  for (const [key, value] of frame.headers) {
    writer.bytes(5, new ProtobufWriter().text(1, key).text(2, value).finish());
  }
  if (frame.payloadEncoding !== undefined) writer.text(6, frame.payloadEncoding);
  if (frame.payloadType !== undefined) writer.text(7, frame.payloadType);
  if (frame.payload !== undefined) writer.bytes(8, frame.payload);
  if (frame.logIdNew !== undefined) writer.text(9, frame.logIdNew);
  return writer.finish();
}

/** The first header of that name. */
export function frameHeader({ headers }: Frame, key: string): string | undefined {
  return headers.find(([name]) => name === key)?.[1];
}

/** Keeps the connection alive; the server answers with a pong. */
export function pingFrame(service: number): Frame {
  return { seqId: 0n, logId: 0n, service, method: CONTROL, headers: [["type", "ping"]] };
}

/**
 * The answer to a data frame, which has to go back within 3 seconds: the same frame, with its time taken in it.
 * Without an answer it says that the handler failed. For a click send `{}` rather than nothing.
 */
export function answerFrame(frame: Frame, answer: unknown, tookMs: number): Frame {
  const result =
    answer === undefined
      ? { code: 500 }
      : { code: 200, data: Buffer.from(JSON.stringify(answer)).toString("base64") };
  return {
    ...frame,
    headers: [...frame.headers, ["biz_rt", String(Math.round(tookMs))]],
    payload: Buffer.from(JSON.stringify(result)),
  };
}

type Draft = { -readonly [K in keyof Frame]?: Frame[K] } & { readonly headers: FrameHeader[] };

interface Field {
  readonly wireType: number;
  readonly read: (frame: Draft, reader: ProtobufReader) => void;
}

const FIELDS: Readonly<Record<number, Field>> = {
  1: { wireType: VARINT, read: (frame, reader) => (frame.seqId = reader.varint()) },
  2: { wireType: VARINT, read: (frame, reader) => (frame.logId = reader.varint()) },
  3: { wireType: VARINT, read: (frame, reader) => (frame.service = int32(reader.varint())) },
  4: { wireType: VARINT, read: (frame, reader) => (frame.method = int32(reader.varint())) },
  5: { wireType: BYTES, read: (frame, reader) => frame.headers.push(decodeHeader(reader.bytes())) },
  6: { wireType: BYTES, read: (frame, reader) => (frame.payloadEncoding = reader.text()) },
  7: { wireType: BYTES, read: (frame, reader) => (frame.payloadType = reader.text()) },
  8: { wireType: BYTES, read: (frame, reader) => (frame.payload = reader.bytes()) },
  9: { wireType: BYTES, read: (frame, reader) => (frame.logIdNew = reader.text()) },
};

function decodeHeader(bytes: Uint8Array): FrameHeader {
  const reader = new ProtobufReader(bytes);
  let key: string | undefined;
  let value: string | undefined;
  while (!reader.done) {
    const { field, wireType } = reader.tag();
    if (wireType === BYTES && field === 1) key = reader.text();
    else if (wireType === BYTES && field === 2) value = reader.text();
    else reader.skip(wireType);
  }
  if (key === undefined || value === undefined) {
    throw new ProtocolError("malformed_frame", "a header lacks its key or value");
  }
  return [key, value];
}

function int32(varint: bigint): number {
  return Number(BigInt.asIntN(32, varint));
}
