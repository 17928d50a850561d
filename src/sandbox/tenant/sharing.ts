import { cardSchema } from "../../card-schema/card-elements.ts";
import { isJsonObject, ownObject } from "../../protocol/json-object.ts";
import type { SandboxMessage } from "../view.ts";

/**
 * Whether what becomes of a card is seen by everybody. A card of JSON 1.0 has to say so, by `update_multi`; of 2.0 there
 * is no other.
 */
export function isShared(card: unknown): boolean {
  if (cardSchema(card) === 2) return true;
  return isJsonObject(card) && ownObject(card, "config")?.["update_multi"] === true;
}

/** What a message shows to somebody: its content, unless a card that is not shared has become another for that person. */
export function seenBy({ content, personal }: SandboxMessage, openId: string): unknown {
  return personal?.[openId] ?? content;
}
