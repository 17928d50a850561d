import { describe, expect, test } from "bun:test";

import { FrameJoiner } from "../../src/protocol/frame-joiner.ts";
import type { Frame } from "../../src/protocol/frame.ts";
import { DATA, decodeFrame } from "../../src/protocol/frame.ts";
import vectors from "../fixtures/vectors/vectors-ws.json";
import { protocolCode } from "../support/protocol-code.ts";
import { bytes } from "../support/signed-callback.ts";

const now = new Date(1_763_700_000_000);
const later = (ms: number) => new Date(now.getTime() + ms);

describe("a message in parts", () => {
  test("is whole once its last part is there, though cut inside a character and sent out of order", () => {
    const joiner = new FrameJoiner();
    const parts = vectors.cases.filter(({ name }) => name.includes("fragment"));
    const joined = parts.map(({ hex }) => joiner.add(decodeFrame(Buffer.from(hex, "hex")), now));
    expect(joined.map((payload) => payload && new TextDecoder().decode(payload))).toEqual([
      undefined,
      undefined,
      vectors.meta.merged_text,
    ]);
  });

  test("of one part is whole at once", () => {
    expect(new FrameJoiner().add(part("a", "1", "0", "x"), now)).toEqual(bytes("x"));
    expect(new FrameJoiner().add({ ...part("a", "1", "0", "x"), headers: [] }, now)).toEqual(bytes("x"));
  });

  test("is not mixed with another, and does not count a part twice", () => {
    const joiner = new FrameJoiner();
    expect(joiner.add(part("a", "2", "0", "A"), now)).toBeUndefined();
    expect(joiner.add(part("b", "2", "1", "b"), now)).toBeUndefined();
    expect(joiner.add(part("a", "2", "0", "A"), now)).toBeUndefined();
    expect(joiner.add(part("a", "2", "1", "a"), now)).toEqual(Buffer.from("Aa"));
    expect(joiner.add(part("b", "2", "0", "B"), now)).toEqual(Buffer.from("Bb"));
  });

  test("is forgotten when the rest does not come within ten seconds", () => {
    const joiner = new FrameJoiner();
    joiner.add(part("a", "2", "0", "A"), now);
    joiner.add(part("b", "2", "0", "B"), later(1));
    expect(joiner.add(part("b", "2", "1", "b"), later(10_001))).toEqual(Buffer.from("Bb"));
    expect(joiner.add(part("a", "2", "1", "a"), later(10_001))).toBeUndefined();
  });

  test.each([
    ["a part beyond the last", part("a", "2", "2", "x")],
    ["a count that is not one", part("a", "two", "0", "x")],
    ["a negative place", part("a", "2", "-1", "x")],
    ["more parts than any message has", part("a", "257", "0", "x")],
    ["a count that does not fit the part before", part("known", "3", "1", "x")],
    [
      "no message id",
      {
        ...part("", "2", "0", "x"),
        headers: [
          ["sum", "2"],
          ["seq", "0"],
        ] as const,
      },
    ],
  ])("is refused with %s", (_, frame) => {
    const joiner = new FrameJoiner();
    joiner.add(part("known", "2", "0", "x"), now);
    expect(protocolCode(() => joiner.add(frame, now))).toBe("malformed_frame");
  });

  test("is refused when it grows too long, and when too many are open at once", () => {
    const joiner = new FrameJoiner();
    const half = "x".repeat(2 * 1024 * 1024 + 1);
    joiner.add(part("long", "3", "0", half), now);
    expect(protocolCode(() => joiner.add(part("long", "3", "1", half), now))).toBe("malformed_frame");
    for (let id = 0; id < 64; id++) joiner.add(part(`open-${id}`, "2", "0", "x"), now);
    expect(protocolCode(() => joiner.add(part("one too many", "2", "0", "x"), now))).toBe("malformed_frame");
    expect(joiner.add(part("open-7", "2", "1", "y"), now)).toEqual(Buffer.from("xy"));
  });
});

function part(id: string, sum: string, seq: string, payload: string): Frame {
  return {
    seqId: 1n,
    logId: 1n,
    service: 1,
    method: DATA,
    headers: [
      ["message_id", id],
      ["sum", sum],
      ["seq", seq],
    ],
    payload: bytes(payload),
  };
}
