import { readEntity } from "./entity.ts";
import type { Reader, Reading } from "./parse-inline.ts";
import type { Inline } from "./tree.ts";

/** The tags that Lark's rich text knows (card JSON 2.0, rich text). Any other tag is undefined, and so stays text. */
export const readTag: Reader = ({ source, at, parse }) => {
  OPENING.lastIndex = at;
  const [opening, name = "", attributes = "", selfClosing] = OPENING.exec(source) ?? [];
  const draw = TAGS.get(name.toLowerCase());
  if (opening === undefined || !draw) return undefined;
  const from = at + opening.length;
  const closing = selfClosing ? undefined : findClosing(source, from, name);
  const body = source.slice(from, closing?.start ?? from);
  const node = draw({ attribute: readAttributes(attributes), body, parse, isClosed: closing !== undefined });
  return node && { node, end: closing?.end ?? from };
};

/** The text with its entities resolved. */
export function decode(text: string): string {
  return text.replaceAll(/&#?\w{1,8};/g, (entity) => readEntity(entity)?.text ?? entity);
}

interface Tag {
  readonly attribute: ReadonlyMap<string, string>;
  readonly body: string;
  readonly parse: Reading["parse"];
  readonly isClosed: boolean;
}

const TAGS: ReadonlyMap<string, (tag: Tag) => Inline | undefined> = new Map<
  string,
  (tag: Tag) => Inline | undefined
>([
  ["br", () => ({ kind: "break" })],
  ["at", ({ attribute }) => ({ kind: "mention", ids: readIds(attribute) })],
  ["person", ({ attribute }) => ({ kind: "person", id: attribute.get("id") ?? "" })],
  ["local_datetime", ({ attribute }) => readTime(attribute)],
  ["number_tag", ({ body }) => ({ kind: "badge", text: decode(body) })],
  ["raw", ({ body }) => ({ kind: "text", text: decode(body) })],
  ["font", (tag) => enclose(tag, { kind: "font", color: tag.attribute.get("color") ?? "default" })],
  ["text_tag", (tag) => enclose(tag, { kind: "tag", color: tag.attribute.get("color") ?? "neutral" })],
  ["a", (tag) => enclose(tag, { kind: "link", url: tag.attribute.get("href") ?? tag.body })],
  ["link", (tag) => enclose(tag, { kind: "link", url: tag.attribute.get("url") ?? "" })],
]);

type Enclosing =
  { readonly kind: "font" | "tag"; readonly color: string } | { readonly kind: "link"; readonly url: string };

function enclose({ body, parse, isClosed, attribute }: Tag, node: Enclosing): Inline | undefined {
  if (!isClosed) return undefined;
  return { ...node, children: parse(body || (attribute.get("href") ?? "")) };
}

function readIds(attribute: Tag["attribute"]): readonly string[] {
  const ids = attribute.get("ids")?.split(",") ?? [attribute.get("id") ?? attribute.get("email") ?? ""];
  return ids.map((id) => id.trim()).filter(Boolean);
}

function readTime(attribute: Tag["attribute"]): Inline {
  const millisecond = Number.parseInt(attribute.get("millisecond") ?? "", 10);
  return {
    kind: "time",
    millisecond: Number.isNaN(millisecond) ? undefined : millisecond,
    format: attribute.get("format_type") ?? "date_num",
  };
}

const OPENING = /<([a-z_]+)((?:\s+[a-z_]+(?:\s*=\s*(?:'[^']*'|"[^"]*"|[^\s'"<>]+))?)*)\s*(\/)?>/iy;

function readAttributes(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/([a-z_]+)\s*=\s*(?:'([^']*)'|"([^"]*)"|([^\s'"<>]+))/gi);
  return new Map(
    Array.from(found, ([, name = "", single, double, bare]) => [
      name.toLowerCase(),
      decode(single ?? double ?? bare ?? ""),
    ]),
  );
}

/** The closing tag that belongs to an opening one of this name, which may enclose others of its name. */
function findClosing(
  source: string,
  from: number,
  name: string,
): { readonly start: number; readonly end: number } | undefined {
  const tags = new RegExp(`<(/?)${name}(?:\\s[^<>]*)?>`, "gi");
  tags.lastIndex = from;
  let depth = 1;
  for (let tag = tags.exec(source); tag; tag = tags.exec(source)) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) return { start: tag.index, end: tags.lastIndex };
  }
  return undefined;
}
