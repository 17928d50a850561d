import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements } from "./card-elements.ts";

export interface CollectedForm {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of required fields that are empty; the client then sends nothing. */
  readonly missing: readonly string[];
}

/** What a form sends: the filled fields that it has, and the defaults of those that were left alone. */
export function collectForm(form: JsonObject, filled: Readonly<Record<string, unknown>>): CollectedForm {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { tag, element } of cardElements(form)) {
    const { name, required } = element;
    if (typeof name !== "string" || tag === "form" || tag === "button") continue;
    const value = Object.hasOwn(filled, name) ? filled[name] : defaultOf(element);
    if (!isEmpty(value)) values[name] = value;
    else if (required === true) missing.push(name);
  }
  return { values, missing };
}

function defaultOf(element: JsonObject): unknown {
  const names = ["default_value", "initial_option", "initial_date", "initial_time", "initial_datetime"];
  const name = names.find((each) => element[each] !== undefined);
  return element["tag"] === "checker" ? (element["checked"] ?? false) : name && element[name];
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}
