import { LEGACY_CARD_TYPE } from "../protocol/open-legacy-card.ts";

/** A press on a card's button, in either generation of the protocol. */
export function isClickType(eventType: string): boolean {
  return eventType === "card.action.trigger" || eventType === LEGACY_CARD_TYPE;
}
