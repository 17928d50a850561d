import { readList } from "./list.ts";
import { parseInline } from "./parse-inline.ts";
import { readTable } from "./table.ts";
import type { Block, Inline } from "./tree.ts";

/** Which markup means something: that of card JSON 2.0, of 1.0 (no headings, quotes, tables, code in a line), of `lark_md`. */
export type Dialect = "2.0" | "1.0" | "lark_md";

/** The lines of a text, a place among them, and how to parse a part of it. */
export interface Lines {
  readonly lines: readonly string[];
  readonly at: number;
  readonly inline: (text: string) => readonly Inline[];
  readonly blocks: (lines: readonly string[]) => readonly Block[];
}

/** The block that begins on a line and the line behind it, or undefined if none of the kind begins there. */
export type BlockReader = (lines: Lines) => { readonly block: Block; readonly next: number } | undefined;

/** The blocks of a Lark rich text. It never throws; one new line breaks the line, an empty one begins a new paragraph. */
export function parseMarkdown(source: string, dialect: Dialect = "2.0"): readonly Block[] {
  const readers = READERS[dialect];
  const inline = (text: string) => parseInline(text, { code: dialect === "2.0" });
  const blocks = (lines: readonly string[]): readonly Block[] => {
    const found: Block[] = [];
    for (let at = 0; at < lines.length;) {
      if (isBlank(lines[at])) at++;
      else {
        const { block, next } = readBlock({ lines, at, inline, blocks }, readers);
        found.push(block);
        at = next;
      }
    }
    return found;
  };
  return blocks(source.replaceAll("\r\n", "\n").split("\n"));
}

const readHeading: BlockReader = ({ lines, at, inline }) => {
  const [, marks = "", text] = /^(#{1,6})\s+(.*)$/.exec(lines[at] ?? "") ?? [];
  if (text === undefined) return undefined;
  return { block: { kind: "heading", level: marks.length, children: inline(text) }, next: at + 1 };
};

const readRule: BlockReader = ({ lines, at }) =>
  /^\s{0,3}(?:-{3,}|\*{3,}|_{3,}|<hr\s*\/?>)\s*$/.test(lines[at] ?? "")
    ? { block: { kind: "rule" }, next: at + 1 }
    : undefined;

const readFence: BlockReader = ({ lines, at }) => {
  const [, language] = /^```\s*([\w+#-]*)\s*$/.exec(lines[at] ?? "") ?? [];
  if (language === undefined) return undefined;
  const close = lines.findIndex((line, index) => index > at && line.trimEnd() === "```");
  const end = close === -1 ? lines.length : close;
  return { block: { kind: "code", language, text: lines.slice(at + 1, end).join("\n") }, next: end + 1 };
};

/** A quote goes on to the next empty line, whether its lines carry the mark or not. */
const readQuote: BlockReader = ({ lines, at, blocks }) => {
  if (!/^\s{0,3}>/.test(lines[at] ?? "")) return undefined;
  const blank = lines.findIndex((line, index) => index > at && isBlank(line));
  const next = blank === -1 ? lines.length : blank;
  const quoted = lines.slice(at, next).map((line) => line.replace(/^\s{0,3}> ?/, ""));
  return { block: { kind: "quote", blocks: blocks(quoted) }, next };
};

const READERS: Readonly<Record<Dialect, readonly BlockReader[]>> = {
  "2.0": [readFence, readHeading, readRule, readQuote, readList, readTable],
  "1.0": [readFence, readRule, readList],
  lark_md: [],
};

function readBlock(
  lines: Lines,
  readers: readonly BlockReader[],
): { readonly block: Block; readonly next: number } {
  return begin(lines, readers) ?? readParagraph(lines, readers);
}

function begin(lines: Lines, readers: readonly BlockReader[]): ReturnType<BlockReader> {
  for (const read of readers) {
    const found = read(lines);
    if (found) return found;
  }
  return undefined;
}

function readParagraph(
  lines: Lines,
  readers: readonly BlockReader[],
): { readonly block: Block; readonly next: number } {
  let next = lines.at + 1;
  while (next < lines.lines.length && !isBlank(lines.lines[next]) && !begin({ ...lines, at: next }, readers))
    next++;
  const text = lines.lines
    .slice(lines.at, next)
    .map((line) => line.trim())
    .join("\n");
  return { block: { kind: "paragraph", children: lines.inline(text) }, next };
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}
