import { asString, type Json } from "../json.ts";

/** A colour of Lark's palette, or an `rgba(…)`, as CSS; undefined for what is neither. `default` is the text's own. */
export function cssColor(name: unknown, use: "text" | "tint"): string | undefined {
  const color = asString(name)?.trim().toLowerCase().replace(/-\d+$/, "") ?? "";
  if (/^rgba?\([\d\s.,%]+\)$/.test(color)) return color;
  return HUES.has(color) ? `var(--${color}-${use})` : undefined;
}

/** A margin or padding of a card, `4px 0 4px 0`, as CSS; undefined for what is none. */
export function cssBox(value: unknown): string | undefined {
  const box = asString(value)?.trim() ?? "";
  return /^-?\d{1,2}(?:px)?(?: +-?\d{1,2}(?:px)?){0,3}$/.test(box)
    ? box.replaceAll(/-?\d+(?:px)?/g, (length) => `${Number.parseInt(length, 10)}px`)
    : undefined;
}

/** A space between elements as CSS. */
export function cssSpace(value: unknown): string | undefined {
  const space = asString(value) ?? "";
  return SPACES.get(space) ?? (/^\d{1,2}px$/.test(space) ? space : undefined);
}

/** The size and the alignment of an element's text, as CSS. */
export function textStyle(text: Json): Readonly<Record<string, string | undefined>> {
  const align = asString(text["text_align"]) ?? "";
  return {
    "font-size": SIZES.get(asString(text["text_size"]) ?? ""),
    "text-align": ["left", "center", "right"].includes(align) ? align : undefined,
  };
}

/** Where a container puts what is in it, as CSS for a flexible box. */
export function alignment(value: unknown): string | undefined {
  return ALIGNMENTS.get(asString(value) ?? "");
}

const HUES: ReadonlySet<string> = new Set(
  "blue wathet turquoise green lime yellow orange red carmine violet purple indigo grey neutral white".split(
    " ",
  ),
);

const SPACES: ReadonlyMap<string, string> = new Map([
  ["small", "4px"],
  ["medium", "8px"],
  ["large", "12px"],
  ["extra_large", "16px"],
]);

const ALIGNMENTS: ReadonlyMap<string, string> = new Map([
  ["left", "flex-start"],
  ["top", "flex-start"],
  ["center", "center"],
  ["right", "flex-end"],
  ["bottom", "flex-end"],
]);

/** The sizes on a phone (card JSON 2.0, rich text). */
const SIZES: ReadonlyMap<string, string> = new Map([
  ["heading-0", "26px"],
  ["heading-1", "24px"],
  ["heading-2", "20px"],
  ["heading-3", "17px"],
  ["heading-4", "16px"],
  ["heading", "16px"],
  ["notation", "12px"],
  ["xxxx-large", "26px"],
  ["xxx-large", "24px"],
  ["xx-large", "20px"],
  ["x-large", "18px"],
  ["large", "17px"],
  ["small", "12px"],
  ["x-small", "10px"],
]);
