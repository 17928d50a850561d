import { decode } from "./html-tag.ts";
import type { Reader, Reading } from "./parse-inline.ts";

/** `[text](url)`. */
export const readLink: Reader = (reading) => {
  const link = read(reading, reading.at);
  return (
    link && { node: { kind: "link", url: link.target, children: reading.parse(link.text) }, end: link.end }
  );
};

/** `![what it shows](image_key)`. */
export const readImage: Reader = (reading) => {
  if (reading.source.charAt(reading.at + 1) !== "[") return undefined;
  const image = read(reading, reading.at + 1);
  return image && { node: { kind: "image", key: image.target, alt: decode(image.text) }, end: image.end };
};

interface Bracketed {
  readonly text: string;
  readonly target: string;
  readonly end: number;
}

function read({ source }: Reading, at: number): Bracketed | undefined {
  const close = findBracket(source, at);
  if (close === undefined || source.charAt(close + 1) !== "(") return undefined;
  TARGET.lastIndex = close + 1;
  const [whole, target] = TARGET.exec(source) ?? [];
  if (whole === undefined || target === undefined) return undefined;
  return { text: source.slice(at + 1, close), target: decode(target), end: close + 1 + whole.length };
}

/** An address without spaces, with one level of parentheses in it, and perhaps a title in quotes. */
const TARGET = /\(\s*((?:[^\s()]|\([^\s()]*\))+)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/y;

function findBracket(source: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return at;
  }
  return undefined;
}
