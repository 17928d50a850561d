import { isJsonObject, ownObject, ownString } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements, cardSchema } from "./card-elements.ts";
import { notCardJson } from "./defect.ts";
import type { CardDefect, CardReferences, CardRule } from "./defect.ts";
import { formDefects } from "./form-defect.ts";
import { referenceDefects } from "./reference-defect.ts";
import { vocabularyDefects } from "./vocabulary-defect.ts";

/** How long a card may be as JSON, by the platform's pages on sending and updating. */
export const CARD_LIMIT_BYTES = 30 * 1024;
/** Elements in a card of JSON 2.0, texts and icons included. */
const MOST_ELEMENTS = 200;
const MOST_TABLES = 5;

const RULES: readonly CardRule[] = [templateDefects, versionDefects, formDefects, referenceDefects];

/** The first rule of the platform that a card breaks, or undefined for a good one. The empty card `{}` is good. */
export function cardDefect(card: unknown, references: CardReferences): CardDefect | undefined {
  for (const defect of cardDefects(card, references)) return defect;
  return undefined;
}

/** Every rule that it breaks, in the order in which the platform looks. */
export function* cardDefects(card: unknown, references: CardReferences): Generator<CardDefect> {
  if (!isJsonObject(card)) {
    yield notCardJson("a card has to be an object");
    return;
  }
  for (const rule of RULES) yield* rule(card, references);
}

function* templateDefects(card: JsonObject, { isTemplate }: CardReferences): Generator<CardDefect> {
  if (card["type"] !== "template") return;
  const id = ownString(ownObject(card, "data") ?? {}, "template_id");
  if (id !== undefined && isTemplate(id)) return;
  const errMsg = "template does not exist, please confirm whether this template has been released";
  yield { errCode: 200380, errMsg, at: ["data", "template_id"] };
}

/** What only JSON 2.0 is strict about; 1.0 ignores what it does not know. */
function* versionDefects(card: JsonObject): Generator<CardDefect> {
  if (card["schema"] !== undefined && card["schema"] !== "1.0" && card["schema"] !== "2.0") {
    yield notCardJson("unknown schema", ["schema"]);
  }
  if (cardSchema(card) !== 2) return;
  yield* vocabularyDefects(card);
  yield* sizeDefects(card);
}

function* sizeDefects(card: JsonObject): Generator<CardDefect> {
  const tags = Array.from(cardElements(card), ({ tag }) => tag);
  if (tags.length > MOST_ELEMENTS) yield { errCode: 11310, errMsg: "element exceeds the limit" };
  if (tags.filter((tag) => tag === "table").length > MOST_TABLES)
    yield { errCode: 11310, errMsg: "card table number over limit", errValue: "table" };
}
