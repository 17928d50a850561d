import { matches } from "../callback/matches.ts";
import { type CardElement, cardElements, formAround } from "../card-schema/card-elements.ts";
import type { CardAction } from "../protocol/card-action.ts";
import { isJsonObject, type JsonObject } from "../protocol/json-object.ts";

/** What a callback tells of the button. */
export type Pressed = Pick<CardAction, "tag" | "name" | "value">;

/**
 * The button that was pressed, by its tag, its name and its value: in a card with `i18n_elements` once in each language,
 * for which of them was seen is not told. One that is disabled cannot have been pressed, and is not found.
 */
export function findPressed(card: JsonObject, pressed: Pressed): readonly CardElement[] {
  const byLanguage = new Map<string, CardElement>();
  for (const found of cardElements(card)) {
    const root = rootOf(found.path);
    if (!byLanguage.has(root) && isPressed(found.element, pressed)) byLanguage.set(root, found);
  }
  return [...byLanguage.values()];
}

function isPressed(element: JsonObject, { tag, name, value }: Pressed): boolean {
  if (element["tag"] !== tag || element["disabled"] === true) return false;
  if (name !== undefined && element["name"] !== name) return false;
  return valuesOf(element).some((said) => matches({ said }, { said: value }));
}

/** What an element can say: of itself in either schema, or by its behaviors. A text that holds JSON comes as that. */
function valuesOf({ value, behaviors }: JsonObject): readonly unknown[] {
  const callbacks = Array.isArray(behaviors)
    ? behaviors.filter(isJsonObject).filter(({ type }) => type === "callback")
    : [];
  return [value, ...callbacks.map((callback) => callback["value"])].map(asObject);
}

function asObject(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

/** The list of elements that a path begins in: the card's own, or that of one language. */
function rootOf(path: CardElement["path"]): string {
  return path.slice(0, rootLength(path)).join(".");
}

function rootLength([first]: CardElement["path"]): number {
  return first === "body" || first === "i18n_elements" ? 2 : 1;
}

/**
 * The block that an element stands in: the nearest around it, or itself, that stands in a column or at the root of the
 * card (in JSON 1.0 that is the `action` module). Out of a form only the whole form can be taken: without one of its
 * fields, or its button, it is none that the platform takes.
 */
export function blockAround(found: CardElement): CardElement {
  const form = found.within.find(({ element }) => element === formAround(found));
  return form ?? [...found.within, found].findLast(isBlock) ?? found;
}

function isBlock({ path, within }: CardElement): boolean {
  if (path.length === rootLength(path) + 1) return true;
  return within.at(-1)?.tag === "column" && path.at(-2) === "elements";
}
