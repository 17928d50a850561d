import { isJsonObject } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";

/** A tagged object somewhere in a card: a component, or a text or icon within one. */
export interface CardElement {
  readonly tag: string;
  readonly element: JsonObject;
  /** The way from the card to it, such as `body.elements.0.text`. */
  readonly path: string;
  /** The form container around it. */
  readonly form?: JsonObject | undefined;
}

/** Everything with a tag in the card, in reading order. What a callback sends back is not part of the card's looks. */
export function* cardElements(value: unknown, path = "", form?: JsonObject): Generator<CardElement> {
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* cardElements(member, `${path}.${index}`, form);
  }
  if (!isJsonObject(value)) return;
  const { tag } = value;
  if (typeof tag === "string") yield { tag, element: value, path: path.replace(/^\./, ""), form };
  const around = tag === "form" ? value : form;
  for (const [key, member] of Object.entries(value)) {
    if (key !== "value" && key !== "behaviors") yield* cardElements(member, `${path}.${key}`, around);
  }
}

/** 2 for a card that says so, otherwise 1. */
export function cardSchema(card: unknown): 1 | 2 {
  return isJsonObject(card) && card["schema"] === "2.0" ? 2 : 1;
}
