import { safeUrl } from "../card/behavior.ts";
import type { CardContext } from "../card/card-context.ts";
import { drawMention, drawPerson } from "../card/draw-person.ts";
import { cssColor } from "../card/style.ts";
import { type Child, h } from "../h.ts";
import { imageUrl } from "../image-url.ts";
import { formatLocalDatetime } from "./local-datetime.ts";
import type { Inline } from "./tree.ts";

/** Runs of rich text as nodes. People are drawn by their names, times in the browser's zone. */
export function drawInlines(inlines: readonly Inline[], context: CardContext): readonly Child[] {
  return inlines.map((inline) =>
    (DRAWERS[inline.kind] as (inline: Inline, context: CardContext) => Child)(inline, context),
  );
}

type Drawers = {
  readonly [Kind in Inline["kind"]]: (inline: Extract<Inline, { kind: Kind }>, context: CardContext) => Child;
};

const DRAWERS: Drawers = {
  text: ({ text }) => text,
  break: () => h("br"),
  strong: ({ children }, context) => h("strong", {}, drawInlines(children, context)),
  emphasis: ({ children }, context) => h("em", {}, drawInlines(children, context)),
  strike: ({ children }, context) => h("s", {}, drawInlines(children, context)),
  code: ({ text }) => h("code", {}, text),
  badge: ({ text }) => h("span", { class: "badge" }, text),
  image: ({ key, alt }) => h("img", { src: imageUrl(key), alt }),
  link: ({ url, children }, context) =>
    h("a", { href: safeUrl(url), target: "_blank", rel: "noopener" }, drawInlines(children, context)),
  font: ({ color, children }, context) =>
    h("span", { style: { color: cssColor(color, "text") } }, drawInlines(children, context)),
  tag: ({ color, children }, context) =>
    h("span", { class: "text-tag", "data-color": color }, drawInlines(children, context)),
  mention: ({ ids }, context) => ids.map((id, index) => [index > 0 && " ", drawMention(id, context)]),
  person: ({ id }, context) => drawPerson(id, context),
  time: ({ millisecond, format }, context) =>
    h("time", {}, formatLocalDatetime(millisecond ?? context.sentAt, format, context)),
};
