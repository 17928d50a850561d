import { type CardElement, cardElements } from "../card-schema/card-elements.ts";
import { lintCard } from "../card-schema/lint-card.ts";
import { type JsonObject, ownString } from "../protocol/json-object.ts";
import { cardFrame } from "./card-frame.ts";
import { disableCard } from "./disable-card.ts";
import { blockAround, findPressed, type Pressed } from "./find-pressed.ts";
import type { Then } from "./posting.ts";
import { setAt } from "./set-at.ts";

/** `element_not_found`: neither the element named nor the pressed button is in the card. */
type ThenError = "element_not_found" | "card_form_differs" | "card_invalid";

export type Changed =
  { readonly ok: true; readonly card: JsonObject } | { readonly ok: false; readonly error: ThenError };

/** How a card changes after a click. Pure; what it answers is a card that the platform takes in place of this one. */
export function applyThen(card: JsonObject, then: Then, pressed: Pressed): Changed {
  const changed = change(card, then, pressed);
  if (changed === undefined) return { ok: false, error: "element_not_found" };
  const [before, after] = [cardFrame(card), cardFrame(changed)];
  if (before.form !== after.form || before.isShared !== after.isShared)
    return { ok: false, error: "card_form_differs" };
  if (lintCard(changed).some(({ severity }) => severity === "error"))
    return { ok: false, error: "card_invalid" };
  return { ok: true, card: changed };
}

function change(card: JsonObject, then: Then, pressed: Pressed): JsonObject | undefined {
  if (then.kind === "card") return then.card;
  if (then.kind === "disable") return disableCard(card);
  const replaced = elementsToReplace(card, then, pressed);
  if (replaced.length === 0) return undefined;
  return replaced.reduce((changed, { path }) => setAt(changed, path, then.element), card);
}

/** By the id that the rule names; else by the element's own, where the card has it; else the block that was pressed in. */
function elementsToReplace(
  card: JsonObject,
  { element, elementId }: Extract<Then, { kind: "replace" }>,
  pressed: Pressed,
): readonly CardElement[] {
  if (elementId !== undefined) return byId(card, elementId);
  const own = byId(card, ownString(element, "element_id"));
  return own.length > 0 ? own : findPressed(card, pressed).map(blockAround);
}

function byId(card: JsonObject, id: string | undefined): readonly CardElement[] {
  const all =
    id === undefined ? [] : [...cardElements(card)].filter(({ element }) => element["element_id"] === id);
  // One within another of the same id goes with it.
  return all.filter(({ within }) => !within.some(({ element }) => element["element_id"] === id));
}
