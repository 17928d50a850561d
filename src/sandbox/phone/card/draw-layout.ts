import { type Child, h } from "../h.ts";
import { asObject, asObjects, asString, type Json } from "../json.ts";
import type { CardContext } from "./card-context.ts";
import { drawText } from "./draw-text.ts";
import { alignment, cssBox, cssColor, cssSpace } from "./style.ts";

/** `column_set`: columns side by side, or as `flex_mode` says they lie on a narrow screen. */
export function drawColumnSet(element: Json, context: CardContext): Child {
  const mode = asString(element["flex_mode"]) ?? "none";
  const columns = asObjects(element["columns"]).map((column) => drawColumn(column, mode, context));
  const style = {
    gap: cssSpace(element["horizontal_spacing"]),
    "justify-content": alignment(element["horizontal_align"]),
    background: cssColor(element["background_style"], "tint"),
  };
  return h("div", { class: "columns", "data-mode": mode, style }, columns);
}

function drawColumn(column: Json, mode: string, context: CardContext): Child {
  const style = {
    ...flow(column),
    flex: mode === "none" || mode === "flow" ? flexOf(column) : undefined,
    background: cssColor(column["background_style"], "tint"),
    padding: cssBox(column["padding"]),
    "align-self": alignment(column["vertical_align"]),
  };
  return h("div", { class: "column", style }, context.draw(column["elements"], context));
}

/** `collapsible_panel`. */
export function drawCollapsiblePanel(element: Json, context: CardContext): Child {
  const header = asObject(element["header"]);
  const title = h(
    "summary",
    { style: { background: cssColor(header["background_color"], "tint") } },
    drawText(header["title"], context),
  );
  const body = h(
    "div",
    { class: "panel-body", style: { ...flow(element), padding: cssBox(element["padding"]) } },
    context.draw(element["elements"], context),
  );
  const style = { background: cssColor(element["background_color"], "tint") };
  return h(
    "details",
    { class: "panel", open: element["expanded"] === true, "data-border": "border" in element, style },
    title,
    body,
  );
}

/** `action` of card JSON 1.0: buttons and pickers in a row. */
export function drawAction(element: Json, context: CardContext): Child {
  const layout = asString(element["layout"]) ?? "flow";
  return h("div", { class: "action", "data-layout": layout }, context.draw(element["actions"], context));
}

/** How a container lays out its elements: its direction, spaces and alignment. */
export function flow(container: Json): Readonly<Record<string, string | undefined>> {
  const isRow = container["direction"] === "horizontal";
  return {
    "flex-direction": isRow ? "row" : undefined,
    "flex-wrap": isRow ? "wrap" : undefined,
    gap: cssSpace(container[isRow ? "horizontal_spacing" : "vertical_spacing"]),
    [isRow ? "justify-content" : "align-items"]: isRow ? alignment(container["horizontal_align"]) : undefined,
  };
}

function flexOf(column: Json): string | undefined {
  const width = asString(column["width"]) ?? "auto";
  if (width === "weighted") return `${Number(column["weight"] ?? 1)} 1 0`;
  return /^\d{2,3}px$/.test(width) ? `0 1 ${width}` : "0 1 auto";
}
