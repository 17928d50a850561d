import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import type { Frame } from "../../src/protocol/frame.ts";
import { answerFrame, decodeFrame, encodeFrame, frameHeader, pingFrame } from "../../src/protocol/frame.ts";
import vectors from "../fixtures/vectors/vectors-ws.json";
import { protocolCode } from "../support/protocol-code.ts";

const cases = new Map(vectors.cases.map((vector) => [vector.name, vector]));

describe("the frames of the vectors", () => {
  for (const { name, frame, hex } of vectors.cases) {
    test(name, () => {
      const decoded = decodeFrame(Buffer.from(hex, "hex"));
      expect(asVector(decoded)).toEqual(frame);
      expect(Buffer.from(encodeFrame(decoded)).toString("hex")).toBe(hex);
    });
  }

  test("begin with the ping that Lark's own SDK sends", () => {
    expect(hexOf(pingFrame(33_554_678))).toBe(cases.get("ws/ping")?.hex ?? "");
  });

  test.each([
    ["ws/event-single-ack", { toast: { type: "success", content: "好" } }, 12],
    ["ws/event-empty-ack", {}, 3],
  ])("are answered as in %s", (name, answer, tookMs) => {
    expect(hexOf(answerFrame(vector("ws/event-single"), answer, tookMs))).toBe(cases.get(name)?.hex ?? "");
  });

  test("say that the handler failed as in ws/event-error-ack", () => {
    const { payload: _, ...failed } = vector("ws/event-error-ack");
    const asked = { ...failed, headers: failed.headers.filter(([key]) => key !== "biz_rt") };
    expect(hexOf(answerFrame(asked, undefined, 1))).toBe(cases.get("ws/event-error-ack")?.hex ?? "");
  });
});

describe("a frame", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const absent = { nil: undefined };
  const frames: fc.Arbitrary<Frame> = fc.record({
    seqId: fc.bigInt(0n, 2n ** 64n - 1n),
    logId: fc.bigInt(0n, 2n ** 64n - 1n),
    service: fc.integer(),
    method: fc.integer(),
    headers: fc.array(fc.tuple(text, text), { maxLength: 5 }),
    payloadEncoding: fc.option(text, absent),
    payloadType: fc.option(text, absent),
    payload: fc.option(fc.uint8Array({ maxLength: 300 }), absent),
    logIdNew: fc.option(text, absent),
  });

  test("reads back as it was written", () => {
    fc.assert(
      fc.property(frames, (frame) => expect(plain(decodeFrame(encodeFrame(frame)))).toEqual(plain(frame))),
    );
  });

  test("cut short anywhere is refused, or lacks what was cut, and nothing else happens", () => {
    fc.assert(
      fc.property(frames, fc.nat(), (frame, cut) => {
        const bytes = encodeFrame(frame);
        const part = bytes.subarray(0, cut % bytes.length);
        expect(["accepted", "malformed_frame"]).toContain(protocolCode(() => decodeFrame(part)));
      }),
    );
  });

  test("of any bytes is refused by its code, if at all", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(frames, fc.nat(), fc.nat(255)).map(([frame, at, byte]) => {
        const encoded = encodeFrame(frame);
        encoded[at % encoded.length] = byte;
        return encoded;
      }),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        expect(["accepted", "malformed_frame"]).toContain(protocolCode(() => decodeFrame(given)));
      }),
      { numRuns: 2_000 },
    );
  });

  const minimal = "0801100218032001";

  test("may have fields that a later version added, of every wire type", () => {
    expect(decodeFrame(Buffer.from(`${minimal}500a5901020304050607086203ffffff6d01020304`, "hex"))).toEqual({
      seqId: 1n,
      logId: 2n,
      service: 3,
      method: 1,
      headers: [],
    });
  });

  test("is not misled by a known field in another wire type", () => {
    const { payloadEncoding, payloadType } = decodeFrame(Buffer.from(`${minimal}30053a026162`, "hex"));
    expect([payloadEncoding, payloadType]).toEqual([undefined, "ab"]);
  });

  test("keeps a byte order mark at the start of a text", () => {
    const frame = { ...pingFrame(1), logIdNew: "\ufeffid" };
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
  });

  test.each([
    ["nothing at all", ""],
    ["no method", "080110021803"],
    ["a varint without an end", "0880"],
    ["a varint of eleven bytes", "08ffffffffffffffffffff01100218032001"],
    ["a varint of eleven bytes that comes to nothing", "088080808080808080808000100218032001"],
    ["a varint beyond 64 bits", "08ffffffffffffffffff02100218032001"],
    ["a payload longer than the frame", `${minimal}4205aabb`],
    ["a payload of 2^63 bytes", `${minimal}42ffffffffffffffff7f`],
    ["field number zero", `${minimal}0000`],
    ["a field number beyond all", `${minimal}80808080800100`],
    ["a group, which proto2 has given up", `${minimal}5b5c`],
    ["a header without its value", `${minimal}2a030a0161`],
    ["a header that is not UTF-8", `${minimal}2a060a01ff120161`],
    ["a payload type that is not UTF-8", `${minimal}3a01ff`],
  ])("is refused with %s", (_, hex) => {
    expect(protocolCode(() => decodeFrame(Buffer.from(hex, "hex")))).toBe("malformed_frame");
  });

  test("answers for a header by the first of its name", () => {
    const frame = {
      ...pingFrame(1),
      headers: [
        ["type", "event"],
        ["type", "card"],
      ] as const,
    };
    expect(frameHeader(frame, "type")).toBe("event");
    expect(frameHeader(frame, "constructor")).toBeUndefined();
  });
});

function vector(name: string): Frame {
  return decodeFrame(Buffer.from(cases.get(name)?.hex ?? "", "hex"));
}

function hexOf(frame: Frame): string {
  return Buffer.from(encodeFrame(frame)).toString("hex");
}

/** Undefined members left out, as a decoder leaves them out. */
function plain({ payload, ...frame }: Frame): unknown {
  const members = Object.entries({ ...frame, payload: payload && Buffer.from(payload).toString("hex") });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** The frame in the words of the vectors. */
function asVector({ seqId, logId, service, method, headers, ...frame }: Frame): unknown {
  const members = {
    SeqID: String(seqId),
    LogID: String(logId),
    service,
    method,
    headers,
    payload_encoding: frame.payloadEncoding,
    payload_type: frame.payloadType,
    LogIDNew: frame.logIdNew,
    payload_base64: frame.payload && Buffer.from(frame.payload).toString("base64"),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
