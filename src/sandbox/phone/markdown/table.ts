import type { BlockReader } from "./parse-markdown.ts";

/** `| a | b |`, a line of dashes, and rows, to the first line without a bar. */
export const readTable: BlockReader = ({ lines, at, inline }) => {
  const header = lines[at] ?? "";
  if (!header.includes("|") || !SEPARATOR.test(lines[at + 1] ?? "")) return undefined;
  const end = lines.findIndex((line, index) => index > at + 1 && !line.includes("|"));
  const next = end === -1 ? lines.length : end;
  const rows = lines.slice(at + 2, next).map((line) => cells(line).map(inline));
  return { block: { kind: "table", header: cells(header).map(inline), rows }, next };
};

const SEPARATOR = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function cells(line: string): readonly string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}
