import { cardElements, cardSchema, formAction, formAround } from "../../card-schema/card-elements.ts";
import type { CardElement } from "../../card-schema/card-elements.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { SandboxClick } from "../view.ts";

/** What pressing an element does, as its card has it. */
export interface PressedElement extends CardElement {
  /** Undefined when nothing is sent; a callback itself may still have no value. */
  readonly callback?: { readonly value?: unknown } | undefined;
}

/** The element of the card that a click means: the first with the same tag, and name and value where the click has them. */
export function findPressed(card: unknown, pressed: SandboxClick["element"]): PressedElement | undefined {
  const schema = cardSchema(card);
  for (const found of cardElements(card)) {
    if (found.tag !== pressed.tag) continue;
    if (pressed.name !== undefined && found.element["name"] !== pressed.name) continue;
    const callback = schema === 2 ? callbackOf(found) : legacyCallbackOf(found);
    if (pressed.value !== undefined && !Bun.deepEquals(callback?.value, pressed.value)) continue;
    return { ...found, callback };
  }
  return undefined;
}

/**
 * In a 2.0 card a callback needs a behavior, or the button is the submit button of a form, or the element is an overflow
 * menu; a bare `value` is ignored. Inside a form only buttons call back: the form collects the rest.
 */
function callbackOf(found: CardElement): PressedElement["callback"] {
  const { tag, element } = found;
  const action = formAction(element);
  if (action === "reset" || (formAround(found) && tag !== "button")) return undefined;
  const behavior = callbackBehavior(element);
  if (behavior) return valueOf(behavior);
  if (tag === "overflow") return valueOf(element);
  return action === "submit" ? {} : undefined;
}

/** In a 1.0 card everything interactive calls back, but a button that only opens a link; it may have behaviors as well. */
function legacyCallbackOf({ tag, element }: CardElement): PressedElement["callback"] {
  const behavior = callbackBehavior(element);
  if (behavior) return valueOf(behavior);
  const isLink = tag === "button" && (element["url"] ?? element["multi_url"]) !== undefined;
  return isLink && element["value"] === undefined ? undefined : valueOf(element);
}

function callbackBehavior({ behaviors }: JsonObject): JsonObject | undefined {
  if (!Array.isArray(behaviors)) return undefined;
  return behaviors.find((each): each is JsonObject => isJsonObject(each) && each["type"] === "callback");
}

function valueOf(holder: JsonObject): { readonly value?: unknown } {
  return holder["value"] === undefined ? {} : { value: holder["value"] };
}
