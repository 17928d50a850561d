import { isJsonObject, ownObject, ownString } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements, cardSchema } from "./card-elements.ts";
import { notCardJson } from "./defect.ts";
import type { CardDefect, CardReferences, CardRule } from "./defect.ts";
import { formDefect } from "./form-defect.ts";
import { referenceDefect } from "./reference-defect.ts";
import { vocabularyDefect } from "./vocabulary-defect.ts";

/** How long a card may be as JSON, by the platform's pages on sending and updating. */
export const CARD_LIMIT_BYTES = 30 * 1024;
/** Elements in a card of JSON 2.0, texts and icons included. */
const MOST_ELEMENTS = 200;
const MOST_TABLES = 5;

const RULES: readonly CardRule[] = [templateDefect, versionDefect, formDefect, referenceDefect];

/** The first rule of the platform that a card breaks, or undefined for a good one. The empty card `{}` is good. */
export function cardDefect(card: unknown, references: CardReferences): CardDefect | undefined {
  if (!isJsonObject(card)) return notCardJson("a card has to be an object");
  for (const rule of RULES) {
    const defect = rule(card, references);
    if (defect) return defect;
  }
  return undefined;
}

function templateDefect(card: JsonObject, { isTemplate }: CardReferences): CardDefect | undefined {
  if (card["type"] !== "template") return undefined;
  const id = ownString(ownObject(card, "data") ?? {}, "template_id");
  if (id !== undefined && isTemplate(id)) return undefined;
  const errMsg = "template does not exist, please confirm whether this template has been released";
  return { errCode: 200380, errMsg };
}

/** What only JSON 2.0 is strict about; 1.0 ignores what it does not know. */
function versionDefect(card: JsonObject): CardDefect | undefined {
  if (card["schema"] !== undefined && card["schema"] !== "1.0" && card["schema"] !== "2.0") {
    return notCardJson("unknown schema");
  }
  return cardSchema(card) === 2 ? (vocabularyDefect(card) ?? sizeDefect(card)) : undefined;
}

function sizeDefect(card: JsonObject): CardDefect | undefined {
  const tags = Array.from(cardElements(card), ({ tag }) => tag);
  if (tags.length > MOST_ELEMENTS) return { errCode: 11310, errMsg: "element exceeds the limit" };
  if (tags.filter((tag) => tag === "table").length <= MOST_TABLES) return undefined;
  return { errCode: 11310, errMsg: "card table number over limit", errValue: "table" };
}
