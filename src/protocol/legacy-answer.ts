import type { Answer, Toast } from "./answer.ts";
import type { JsonObject } from "./json-object.ts";

/** The answer to a card callback of the older kind. */
export type LegacyAnswer = JsonObject & { readonly toast?: Toast };

/**
 * The same answer as the older callback takes it: a card's own fields stand beside the toast, and a template as `type`
 * and `data`. Source: Lark's page of the older "card callback communication".
 */
export function toLegacyAnswer({ toast, card }: Answer): LegacyAnswer {
  const shown: JsonObject = card === undefined || card.type === "raw" ? (card?.data ?? {}) : { ...card };
  return toast === undefined ? shown : { ...shown, toast };
}
