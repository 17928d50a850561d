import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import { cutMark, cutText } from "../../src/card/cut-text.ts";

describe("cutText", () => {
  test("leaves a text that fits alone", () => {
    expect(cutText("值值", 6)).toEqual({ kept: "值值", removed: 0 });
  });

  test("counts characters, not bytes, of what it leaves out", () => {
    expect(cutText("值值😀😀", 7)).toEqual({ kept: "值值", removed: 2 });
  });

  test("does not take a family or an accent apart", () => {
    expect(cutText("a👩‍👩‍👧‍👦b", 12).kept).toBe("a");
    expect(cutText("xe\u0301y", 2).kept).toBe("x");
  });

  test("does not leave half an entity", () => {
    expect(cutText("ab &#42; cd", 6)).toEqual({ kept: "ab ", removed: 8 });
  });

  test("keeps a beginning of at most so many bytes, and counts the rest exactly", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(40), (text, bytes) => {
        const { kept, removed } = cutText(text, bytes);
        expect(text.startsWith(kept)).toBe(true);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(bytes);
        expect(kept.isWellFormed()).toBe(true);
        expect(Array.from(text.slice(kept.length))).toHaveLength(removed);
      }),
    );
  });
});

test("the mark of a cut counts in thousands", () => {
  expect(cutMark(1_234_567)).toBe("… (+1,234,567)");
});
