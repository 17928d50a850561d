import { cardElements } from "../../card-schema/card-elements.ts";
import { INTERACTIVE_TAGS } from "../../card-schema/vocabulary.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import { isPicker, pickedTime } from "./picked-time.ts";
import type { ClientTime } from "./picked-time.ts";

export interface CollectedForm {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of required fields that are empty; the client then sends nothing. */
  readonly missing: readonly string[];
}

/** What a form sends: the filled fields that it has, and the defaults of those that were left alone. */
export function collectForm(
  form: JsonObject,
  filled: Readonly<Record<string, unknown>>,
  time: ClientTime,
): CollectedForm {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { tag, element } of cardElements(form)) {
    const { name } = element;
    if (typeof name !== "string" || tag === "button" || !INTERACTIVE_TAGS.has(tag)) continue;
    const value = Object.hasOwn(filled, name) ? filled[name] : defaultOf(tag, element);
    if (!isEmpty(value)) values[name] = isPicker(tag) ? pickedTime(String(value), time) : value;
    else if (isRequired(tag, element)) missing.push(name);
  }
  return { values, missing };
}

const DEFAULTS = [
  "default_value",
  "initial_option",
  "selected_values",
  "initial_date",
  "initial_time",
  "initial_datetime",
];

function defaultOf(tag: string, element: JsonObject): unknown {
  if (tag === "checker") return element["checked"] ?? false;
  return DEFAULTS.map((name) => element[name]).find((value) => value !== undefined);
}

/** A multi select is required unless it says that it is not. */
function isRequired(tag: string, { required }: JsonObject): boolean {
  return tag.startsWith("multi_select") ? required !== false : required === true;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}
