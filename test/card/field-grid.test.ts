import { expect, test } from "bun:test";

import { fieldGrid } from "../../src/card/field-grid.ts";
import { Scissors } from "../../src/card/scissors.ts";

/** The grid as rows of columns of texts. */
function layOut(...fields: readonly (readonly [label: string, value: string])[]) {
  const named = fields.map(([label, value]) => ({ label, value }));
  return fieldGrid(named, new Scissors(Number.POSITIVE_INFINITY)).map((row) => {
    if (row.tag !== "column_set") return row.tag === "div" ? row.text.content : row.tag;
    return row.columns.map(({ elements }) =>
      elements.map((element) => (element.tag === "div" ? element.text.content : element.tag)),
    );
  });
}

const LONG = "A sentence that is wider than half of a card.";

test("two short fields share a row", () => {
  expect(layOut(["Commit", "4f2a91c"], ["Stage", "生产环境"])).toEqual([
    [
      ["Commit", "4f2a91c"],
      ["Stage", "生产环境"],
    ],
  ]);
});

test("a long field has a row, and a short one beside it keeps to its half", () => {
  expect(layOut(["Commit", "4f2a91c"], ["Why", LONG], ["Owner", "platform"])).toEqual([
    [["Commit", "4f2a91c"], []],
    [["Why", LONG]],
    [["Owner", "platform"], []],
  ]);
});

test("a field of several lines has a row, and keeps them", () => {
  expect(layOut(["a", "1\n2"], ["b", "3"])).toEqual([[["a", "1\n2"]], [["b", "3"], []]]);
});

test("a field without text shows a dash, because Lark asks for some", () => {
  expect(layOut([" ", "\u0000"])).toEqual([[["–", "–"], []]]);
});

test("from the thirteenth on, fields are lines of one text", () => {
  const fields = Array.from({ length: 15 }, (_, n) => [`L${n}`, `${n}\n`] as const);
  expect(layOut(...fields).at(-1)).toBe("L12: 12\nL13: 13\nL14: 14");
});

test("what is markup elsewhere is plain text here", () => {
  expect(layOut(["**a**", "<at id=all></at>"])).toEqual([[["**a**", "<at id=all></at>"], []]]);
  expect(JSON.stringify(fieldGrid([{ label: "a", value: "*" }], new Scissors(99)))).not.toContain("markdown");
});
