import type { Reader } from "./parse-inline.ts";
import type { Inline } from "./tree.ts";

/** `*emphasis*`, `**strong**`, `***both***`, and the same with underscores, which do not work within a word. */
export const readEmphasis: Reader = ({ source, at, parse }) => {
  const mark = source.charAt(at);
  const width = runLength(source, at);
  const end = width > 3 ? undefined : findClose(source, at + width, mark, width);
  if (end === undefined || !opens(source, at, width)) {
    return { node: { kind: "text", text: mark.repeat(width) }, end: at + width };
  }
  return { node: emphasise(width, parse(source.slice(at + width, end - width))), end };
};

/** `~~struck out~~`. */
export const readStrike: Reader = ({ source, at, parse }) => {
  if (runLength(source, at) !== 2) return undefined;
  const end = findClose(source, at + 2, "~", 2);
  if (end === undefined) return undefined;
  return { node: { kind: "strike", children: parse(source.slice(at + 2, end - 2)) }, end };
};

function emphasise(width: number, children: readonly Inline[]): Inline {
  if (width === 1) return { kind: "emphasis", children };
  const strong: Inline = { kind: "strong", children };
  return width === 2 ? strong : { kind: "emphasis", children: [strong] };
}

function opens(source: string, at: number, width: number): boolean {
  const next = source.charAt(at + width);
  return next !== "" && !isSpace(next) && !(source.charAt(at) === "_" && isWord(source.charAt(at - 1)));
}

/** Where the markup ends that a run of `width` marks before `from` has begun: behind its closing run. */
function findClose(source: string, from: number, mark: string, width: number): number | undefined {
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === "`") at = skipCode(source, at);
    else if (character === mark) {
      const run = runLength(source, at);
      if (closes(source, at, run, width) && at > from) return at + run;
      at += run - 1;
    }
  }
  return undefined;
}

/** A run of three closes an inner markup and ours: `**strong *both***`. */
function closes(source: string, at: number, run: number, width: number): boolean {
  const isWithinWord = source.charAt(at) === "_" && isWord(source.charAt(at + run));
  return (run === width || run === 3) && !isSpace(source.charAt(at - 1)) && !isWithinWord;
}

function skipCode(source: string, at: number): number {
  const run = runLength(source, at);
  const close = source.indexOf("`".repeat(run), at + run);
  return close === -1 ? at + run - 1 : close + run - 1;
}

function runLength(source: string, at: number): number {
  let end = at;
  while (source.charAt(end) === source.charAt(at) && end < source.length) end++;
  return end - at;
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
