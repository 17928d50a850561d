import { type Child, h } from "../h.ts";
import { asObject, asObjects, asString, type Json } from "../json.ts";
import { localized } from "../language.ts";
import { drawMarkdown } from "../markdown/draw-markdown.ts";
import type { CardContext } from "./card-context.ts";
import { drawImage } from "./draw-image.ts";
import { cssColor, textStyle } from "./style.ts";

/** `markdown`. */
export function drawMarkdownElement(element: Json, context: CardContext): Child {
  const size = asString(element["text_size"]);
  return h(
    "div",
    { class: "markdown", "data-size": size, style: textStyle(element) },
    drawMarkdown(localized(element, context.language), context),
  );
}

/** `div`: a text, fields in one or two columns, and something at the end of the line. */
export function drawDiv(element: Json, context: CardContext): Child {
  const fields = asObjects(element["fields"]).map((field) =>
    h("div", { class: "field", "data-short": field["is_short"] === true }, drawText(field["text"], context)),
  );
  return h(
    "div",
    { class: "div" },
    h(
      "div",
      { class: "div-text" },
      "text" in element && drawText(element["text"], context),
      fields.length > 0 && h("div", { class: "fields" }, fields),
    ),
    "extra" in element && context.draw([element["extra"]], context),
  );
}

/** `note` of card JSON 1.0: small grey texts and images in a row. */
export function drawNote(element: Json, context: CardContext): Child {
  const parts = asObjects(element["elements"]).map((part) =>
    part["tag"] === "img" ? drawImage(part, context) : drawText(part, context),
  );
  return h("div", { class: "note" }, parts);
}

/** A text object: `plain_text` as it stands, `lark_md` with its markup. */
export function drawText(value: unknown, context: CardContext): Child {
  const text = asObject(value);
  const content = localized(text, context.language);
  const size = asString(text["text_size"]);
  if (text["tag"] === "lark_md" || text["tag"] === "markdown") {
    const dialect = text["tag"] === "lark_md" ? "lark_md" : context.schema;
    return h(
      "div",
      { class: "markdown", "data-size": size, style: textStyle(text) },
      drawMarkdown(content, context, dialect),
    );
  }
  const style = { ...textStyle(text), color: cssColor(text["text_color"], "text") };
  return h("div", { class: "plain-text", "data-size": size, style }, content);
}
