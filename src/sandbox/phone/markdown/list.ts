import type { BlockReader, Lines } from "./parse-markdown.ts";

/** `- item` or `1. item`; what is indented under an item belongs to it. A list ends where its kind of mark does. */
export const readList: BlockReader = (lines) => {
  const first = readMark(lines.lines[lines.at]);
  if (!first) return undefined;
  const items: string[][] = [];
  let next = lines.at;
  for (; next < lines.lines.length; next++) {
    const line = lines.lines[next] ?? "";
    const mark = readMark(line);
    if (mark && mark.indent <= first.indent) {
      if (mark.isOrdered !== first.isOrdered) break;
      items.push([mark.text]);
    } else if (belongs(lines, next, first.indent)) items.at(-1)?.push(dedent(line, first.indent + 2));
    else break;
  }
  const start = first.isOrdered ? first.number : undefined;
  return { block: { kind: "list", start, items: items.map((item) => lines.blocks(item)) }, next };
};

interface Mark {
  readonly indent: number;
  readonly isOrdered: boolean;
  readonly number: number;
  readonly text: string;
}

function readMark(line: string | undefined): Mark | undefined {
  const [, space = "", mark = "", text] = /^(\s*)([-*+]|\d{1,9}[.)])\s+(\S.*)$/.exec(line ?? "") ?? [];
  if (text === undefined) return undefined;
  const number = Number.parseInt(mark, 10);
  return { indent: space.length, isOrdered: !Number.isNaN(number), number, text };
}

/** An indented line is the item's; an empty one too, if an indented line follows it. */
function belongs({ lines }: Lines, at: number, indent: number): boolean {
  const line = lines[at] ?? "";
  if (line.trim() !== "") return indentOf(line) > indent;
  const following = lines[at + 1] ?? "";
  return following.trim() !== "" && indentOf(following) > indent;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function dedent(line: string, width: number): string {
  return line.slice(Math.min(width, indentOf(line)));
}
