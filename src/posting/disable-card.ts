import { type CardElement, cardElements } from "../card-schema/card-elements.ts";
import { INTERACTIVE_TAGS } from "../card-schema/vocabulary.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { setAt } from "./set-at.ts";

/** The card with nothing left that can be pressed. What no card can show disabled is taken away. */
export function disableCard(card: JsonObject): JsonObject {
  // From the end, so that what is taken away moves nothing that is still to come.
  const pressable = [...cardElements(card)].filter(({ tag }) => isPressable(tag)).toReversed();
  const disabled = pressable.reduce(
    (changed, found) => setAt(changed, found.path, disable(changed, found)),
    card,
  );
  return withoutEmptyModules(disabled);
}

function isPressable(tag: string): boolean {
  return INTERACTIVE_TAGS.has(tag) || tag === "interactive_container";
}

/**
 * Of all that can be pressed, only the overflow button has no `disabled` (Lark, the pages of the components of JSON 1.0
 * and 2.0). Clients before 7.4 leave a picker enabled; then a press of it is refused here.
 */
const NEVER_DISABLED = "overflow";

function disable(card: JsonObject, { tag, path }: CardElement): JsonObject | undefined {
  if (tag === NEVER_DISABLED) return undefined;
  const now = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], card);
  return { ...(now as JsonObject), disabled: true };
}

function withoutEmptyModules(card: JsonObject): JsonObject {
  const empty = [...cardElements(card)].filter(
    ({ tag, element: { actions } }) => tag === "action" && Array.isArray(actions) && actions.length === 0,
  );
  return empty.toReversed().reduce((changed, { path }) => setAt(changed, path, undefined), card);
}
