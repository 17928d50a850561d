import { cardSchema } from "../card-schema/card-elements.ts";
import { type JsonObject, own, ownObject } from "../protocol/json-object.ts";

/** What of a card is settled when it is sent: an update has to have the same. */
export interface CardFrame {
  readonly form: "1.0" | "2.0" | "template";
  /** Everybody sees the same; else the platform keeps a card for each person. Of a template it is not known, and taken for so. */
  readonly isShared: boolean;
  /** Whether `update_multi: true` is written out, as an update by the message's id needs it. */
  readonly saysShared: boolean;
}

/** Lark, "Card JSON 1.0 structure" (not shared unless it says so) and "Card JSON 2.0 structure" (never not shared). */
export function cardFrame(card: JsonObject): CardFrame {
  if (own(card, "type") === "template") return { form: "template", isShared: true, saysShared: true };
  const saysShared = own(ownObject(card, "config") ?? {}, "update_multi") === true;
  if (cardSchema(card) === 2) return { form: "2.0", isShared: true, saysShared };
  return { form: "1.0", isShared: saysShared, saysShared };
}
