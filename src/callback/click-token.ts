import type { CallbackEvent } from "../protocol/callback-event.ts";
import { ownObject, ownString } from "../protocol/json-object.ts";
import { LEGACY_CARD_TYPE } from "../protocol/open-legacy-card.ts";

/** The right to update the card that one click gave: the same in both generations of its callback. A secret. */
export function clickToken({ eventType, payload }: CallbackEvent): string | undefined {
  const event = eventType === LEGACY_CARD_TYPE ? payload : ownObject(payload, "event");
  return event && ownString(event, "token");
}
