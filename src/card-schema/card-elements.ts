import { isJsonObject } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";

/** A tagged object somewhere in a card: a component, or a text or icon within one. */
export interface CardElement {
  readonly tag: string;
  readonly element: JsonObject;
  /** The way from the card to it, such as `["body", "elements", 0, "text"]`. */
  readonly path: readonly (string | number)[];
  /** The containers around it, the outermost first. */
  readonly within: readonly CardElement[];
}

/** Everything with a tag in the card, in reading order. What a callback brings back is data, and is not looked into. */
export function* cardElements(
  value: unknown,
  path: CardElement["path"] = [],
  within: CardElement["within"] = [],
): Generator<CardElement> {
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* cardElements(member, [...path, index], within);
  }
  if (!isJsonObject(value)) return;
  const { tag } = value;
  const found = typeof tag === "string" ? { tag, element: value, path, within } : undefined;
  if (found) yield found;
  const inside = found ? [...within, found] : within;
  for (const [key, member] of Object.entries(value)) {
    if (!OPAQUE.has(key)) yield* cardElements(member, [...path, key], inside);
  }
}

const OPAQUE = new Set(["value", "behaviors", "chart_spec", "rows"]);

/** The form container that an element stands in. */
export function formAround({ within }: CardElement): JsonObject | undefined {
  return within.find(({ tag }) => tag === "form")?.element;
}

/** What a button does to the form around it. `action_type` is the older name, and still in the platform's samples. */
export function formAction({ form_action_type, action_type }: JsonObject): "submit" | "reset" | undefined {
  if (form_action_type === "submit" || action_type === "form_submit") return "submit";
  return form_action_type === "reset" || action_type === "form_reset" ? "reset" : undefined;
}

/** 2 for a card that says so, otherwise 1. */
export function cardSchema(card: unknown): 1 | 2 {
  return isJsonObject(card) && card["schema"] === "2.0" ? 2 : 1;
}
