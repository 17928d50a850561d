import type { CardContext } from "../card/card-context.ts";
import { type Child, h } from "../h.ts";
import { drawInlines } from "./draw-inline.ts";
import { type Dialect, parseMarkdown } from "./parse-markdown.ts";
import type { Block, Inline } from "./tree.ts";

/** Rich text as elements; by default what the card's schema allows. */
export function drawMarkdown(
  source: string,
  context: CardContext,
  dialect: Dialect = context.schema,
): readonly Child[] {
  return drawBlocks(parseMarkdown(source, dialect), context);
}

function drawBlocks(blocks: readonly Block[], context: CardContext): readonly Child[] {
  return blocks.map((block) =>
    (DRAWERS[block.kind] as (block: Block, context: CardContext) => Child)(block, context),
  );
}

type Drawers = {
  readonly [Kind in Block["kind"]]: (block: Extract<Block, { kind: Kind }>, context: CardContext) => Child;
};

const DRAWERS: Drawers = {
  paragraph: ({ children }, context) => h("p", {}, drawInlines(children, context)),
  heading: ({ level, children }, context) =>
    h(
      "div",
      { role: "heading", "aria-level": level + 2, "data-level": level },
      drawInlines(children, context),
    ),
  list: ({ start, items }, context) => {
    const drawn = items.map((item) => h("li", {}, drawBlocks(item, context)));
    return start === undefined ? h("ul", {}, drawn) : h("ol", { start }, drawn);
  },
  quote: ({ blocks }, context) => h("blockquote", {}, drawBlocks(blocks, context)),
  code: ({ language, text }) => h("pre", { "data-language": language || undefined }, h("code", {}, text)),
  rule: () => h("hr"),
  table: ({ header, rows }, context) => {
    const head = h("thead", {}, drawRow("th", header, context));
    const body = h(
      "tbody",
      {},
      rows.map((row) => drawRow("td", row, context)),
    );
    return h("div", { class: "table" }, h("table", {}, head, body));
  },
};

function drawRow(tag: "th" | "td", cells: readonly (readonly Inline[])[], context: CardContext): Child {
  return h(
    "tr",
    {},
    cells.map((cell) => h(tag, {}, drawInlines(cell, context))),
  );
}
