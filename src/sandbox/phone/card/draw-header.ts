import { type Child, h } from "../h.ts";
import { asObject, asObjects, asString, type Json } from "../json.ts";
import { type Language, localized } from "../language.ts";
import type { CardContext } from "./card-context.ts";
import { drawText } from "./draw-text.ts";
import { cssBox } from "./style.ts";

/** The header of a card, if it has one: in JSON 1.0 there may be one for each language. */
export function headerOf(card: Json, language: Language): Json | undefined {
  const translations = asObject(card["i18n_header"]);
  const header = translations[language] ?? card["header"] ?? Object.values(translations)[0];
  return header === undefined ? undefined : asObject(header);
}

/** The header of a card: title, subtitle and up to three tags on the colour of its template. */
export function drawHeader(header: Json, context: CardContext): HTMLElement {
  const title = asObject(header["title"]);
  const subtitle = asObject(header["subtitle"]);
  return h(
    "header",
    {
      class: "card-header",
      "data-template": asString(header["template"]) ?? "default",
      style: { padding: cssBox(header["padding"]) },
    },
    h(
      "div",
      { class: "card-title-line" },
      h("div", { class: "card-title", role: "heading", "aria-level": 3 }, drawText(title, context)),
      drawTags(header, context),
    ),
    localized(subtitle, context.language) !== "" &&
      h("div", { class: "card-subtitle" }, drawText(subtitle, context)),
  );
}

function drawTags(header: Json, { language }: CardContext): Child {
  const own = asObjects(asObject(header["i18n_text_tag_list"])[language]);
  const tags = own.length > 0 ? own : asObjects(header["text_tag_list"]);
  return tags
    .slice(0, 3)
    .map((tag) =>
      h(
        "span",
        { class: "text-tag", "data-color": asString(tag["color"]) ?? "blue" },
        localized(asObject(tag["text"]), language),
      ),
    );
}
