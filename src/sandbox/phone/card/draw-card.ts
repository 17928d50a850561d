import { type Child, h } from "../h.ts";
import { asObject, asObjects, asString, type Json } from "../json.ts";
import { words } from "../words.ts";
import type { CardContext } from "./card-context.ts";
import { drawButton, drawOverflow } from "./draw-button.ts";
import { drawInteractiveContainer } from "./draw-container.ts";
import { drawHeader, headerOf } from "./draw-header.ts";
import { drawImage } from "./draw-image.ts";
import { drawAction, drawCollapsiblePanel, drawColumnSet, flow } from "./draw-layout.ts";
import { drawPersonElement, drawPersonList } from "./draw-person.ts";
import { drawTable } from "./draw-table.ts";
import { drawDiv, drawMarkdownElement, drawNote } from "./draw-text.ts";
import { drawChecker } from "./field/draw-checker.ts";
import { drawImageSelect } from "./field/draw-image-select.ts";
import { drawInput } from "./field/draw-input.ts";
import { drawPicker } from "./field/draw-picker.ts";
import { drawMultiSelect, drawSelect } from "./field/draw-select.ts";
import { drawForm } from "./form.ts";
import { cssBox } from "./style.ts";

type World = Omit<CardContext, "schema" | "draw" | "nextControl" | "form">;

/** A card of JSON 1.0 or 2.0 as the client draws it. What is not known is drawn as a box that says so. */
export function drawCard(card: Json, world: World): HTMLElement {
  let controls = 0;
  const nextControl = () => `control-${++controls}`;
  const schema = card["schema"] === "2.0" ? "2.0" : "1.0";
  const context: CardContext = { ...world, schema, nextControl, draw: drawElements };
  const body = asObject(card["body"]);
  const header = headerOf(card, world.language);
  const style = { ...flow(body), padding: cssBox(body["padding"]) };
  return h(
    "div",
    { class: "card", "data-schema": schema },
    header && drawHeader(header, context),
    h("div", { class: "card-body", style }, drawElements(elementsOf(card, context), context)),
  );
}

function elementsOf(card: Json, { schema, language }: CardContext): unknown {
  if (schema === "2.0") return asObject(card["body"])["elements"];
  const translations = asObject(card["i18n_elements"]);
  return translations[language] ?? card["elements"] ?? Object.values(translations)[0];
}

function drawElements(elements: unknown, context: CardContext): readonly Child[] {
  return asObjects(elements).map((element) => {
    const tag = asString(element["tag"]) ?? "";
    const drawn = DRAWERS.get(tag)?.(element, context) ?? drawUnsupported(tag, context);
    const margin = cssBox(element["margin"]);
    return margin === undefined ? drawn : h("div", { class: "boxed", style: { margin } }, drawn);
  });
}

function drawUnsupported(tag: string, { language }: CardContext): Child {
  return h("div", { class: "unsupported" }, words(language).unsupportedElement(tag));
}

const DRAWERS: ReadonlyMap<string, (element: Json, context: CardContext) => Child> = new Map<
  string,
  (element: Json, context: CardContext) => Child
>([
  ["markdown", drawMarkdownElement],
  ["div", drawDiv],
  ["note", drawNote],
  ["hr", () => h("hr")],
  ["img", drawImage],
  ["person", drawPersonElement],
  ["person_list", drawPersonList],
  ["table", drawTable],
  ["column_set", drawColumnSet],
  ["collapsible_panel", drawCollapsiblePanel],
  ["action", drawAction],
  ["form", drawForm],
  ["button", drawButton],
  ["overflow", drawOverflow],
  ["input", drawInput],
  ["select_static", drawSelect],
  ["select_person", drawSelect],
  ["multi_select_static", drawMultiSelect],
  ["multi_select_person", drawMultiSelect],
  ["date_picker", drawPicker],
  ["picker_time", drawPicker],
  ["picker_datetime", drawPicker],
  ["checker", drawChecker],
  ["select_img", drawImageSelect],
  ["interactive_container", drawInteractiveContainer],
]);
