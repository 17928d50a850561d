import { type Child, h } from "../h.ts";
import { asNumber, asObject, asObjects, asString, type Json } from "../json.ts";
import { localized } from "../language.ts";
import { drawMarkdown } from "../markdown/draw-markdown.ts";
import type { CardContext } from "./card-context.ts";
import { drawPerson } from "./draw-person.ts";

/** `table`: all rows at once, since a phone scrolls. */
export function drawTable(element: Json, context: CardContext): Child {
  const columns = asObjects(element["columns"]);
  const head = columns.map((column) => h("th", align(column), columnName(column, context)));
  const rows = asObjects(element["rows"]).map((row) =>
    h(
      "tr",
      {},
      columns.map((column) =>
        h("td", align(column), drawCell(column, row[asString(column["name"]) ?? ""], context)),
      ),
    ),
  );
  return h(
    "div",
    { class: "table" },
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
  );
}

function columnName(column: Json, { language }: CardContext): string {
  return localized({ ...column, content: column["display_name"] }, language);
}

function align(column: Json): { readonly style: Readonly<Record<string, string | undefined>> } {
  const byType = column["data_type"] === "number" ? "right" : undefined;
  return { style: { "text-align": asString(column["horizontal_align"]) ?? byType } };
}

function drawCell(column: Json, value: unknown, context: CardContext): Child {
  switch (column["data_type"]) {
    case "lark_md":
      return drawMarkdown(textOf(value), context, "lark_md");
    case "markdown":
      return drawMarkdown(textOf(value), context);
    case "options":
      return drawOptions(value);
    case "persons":
      return [value].flat().map((id) => drawPerson(textOf(id), context));
    case "number":
      return formatNumber(asNumber(value), asObject(column["format"]));
    case "date":
      return (
        typeof value === "number" && new Date(value).toLocaleDateString(context.language.replace("_", "-"))
      );
    default:
      return textOf(value);
  }
}

function textOf(value: unknown): string {
  return asString(value) ?? asNumber(value)?.toString() ?? "";
}

function drawOptions(value: unknown): Child {
  if (typeof value === "string") return h("span", { class: "text-tag", "data-color": "blue" }, value);
  return asObjects(value).map(({ text, color }) =>
    h("span", { class: "text-tag", "data-color": asString(color) ?? "blue" }, textOf(text)),
  );
}

function formatNumber(value: number | undefined, format: Json): string {
  if (value === undefined) return "";
  const precision = asNumber(format["precision"]);
  const digits =
    precision === undefined ? {} : { minimumFractionDigits: precision, maximumFractionDigits: precision };
  const formatter = new Intl.NumberFormat("en-US", { ...digits, useGrouping: format["separator"] === true });
  return `${asString(format["symbol"]) ?? ""}${formatter.format(value)}`;
}
