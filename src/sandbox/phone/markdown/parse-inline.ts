import { readEmphasis, readStrike } from "./emphasis.ts";
import { readEntity } from "./entity.ts";
import { readTag } from "./html-tag.ts";
import { readImage, readLink } from "./link.ts";
import type { Inline } from "./tree.ts";

/** A place in a text, and how to parse a part of it. */
export interface Reading {
  readonly source: string;
  readonly at: number;
  readonly parse: (part: string) => readonly Inline[];
}

/** What stands at a place and where it ends, or undefined if the character there means only itself. */
export type Reader = (reading: Reading) => { readonly node: Inline; readonly end: number } | undefined;

/**
 * The inline markup of a Lark card. It never throws: what is not markup is text. An escaped character (`&#42;`, `\*`) is
 * text wherever it stands. `code` says whether backquotes mean code, as they do in card JSON 2.0 only.
 */
export function parseInline(
  source: string,
  { code = true }: { readonly code?: boolean } = {},
): readonly Inline[] {
  const nodes: Inline[] = [];
  const parse = (part: string) => parseInline(part, { code });
  let text = "";
  for (let at = 0; at < source.length;) {
    const found = reader(source.charAt(at), code)?.({ source, at, parse });
    if (!found) text += source.charAt(at++);
    else {
      at = found.end;
      if (found.node.kind === "text") text += found.node.text;
      else {
        if (text) nodes.push({ kind: "text", text });
        text = "";
        nodes.push(found.node);
      }
    }
  }
  if (text) nodes.push({ kind: "text", text });
  return nodes;
}

function reader(character: string, code: boolean): Reader | undefined {
  return character === "`" && !code ? undefined : READERS.get(character);
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["\n", ({ at }) => ({ node: { kind: "break" }, end: at + 1 })],
  ["\\", readEscape],
  ["&", readEntityText],
  ["`", readCode],
  ["<", readTag],
  ["!", readImage],
  ["[", readLink],
  ["*", readEmphasis],
  ["_", readEmphasis],
  ["~", readStrike],
]);

function readEscape({ source, at }: Reading): ReturnType<Reader> {
  const next = source.charAt(at + 1);
  return /[!-/:-@[-`{-~]/.test(next) ? { node: { kind: "text", text: next }, end: at + 2 } : undefined;
}

function readEntityText({ source, at }: Reading): ReturnType<Reader> {
  const entity = readEntity(source.slice(at, at + 12));
  return entity && { node: { kind: "text", text: entity.text }, end: at + entity.length };
}

function readCode({ source, at }: Reading): ReturnType<Reader> {
  const fence = /^`+/.exec(source.slice(at))?.[0] ?? "`";
  const close = new RegExp(`(?<!\`)${fence}(?!\`)`, "g");
  close.lastIndex = at + fence.length;
  const end = close.exec(source)?.index;
  if (end === undefined) return { node: { kind: "text", text: fence }, end: at + fence.length };
  const text = source.slice(at + fence.length, end).replaceAll("\n", " ");
  return { node: { kind: "code", text }, end: end + fence.length };
}
