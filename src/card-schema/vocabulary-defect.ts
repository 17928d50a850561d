import { isJsonObject, ownObject } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements } from "./card-elements.ts";
import type { CardElement } from "./card-elements.ts";
import { notCardJson } from "./defect.ts";
import type { CardDefect } from "./defect.ts";
import { CARD_PROPERTIES, ELEMENT_PROPERTIES, RETIRED, ROOT_ONLY } from "./vocabulary.ts";

/** Whether a card of JSON 2.0 is made of what 2.0 has, each where it may stand. */
export function vocabularyDefect(card: JsonObject): CardDefect | undefined {
  return (
    partsDefect(card) ??
    contentsDefect(card) ??
    firstOf(cardElements(card), elementDefect) ??
    identifierDefect(card)
  );
}

function partsDefect(card: JsonObject): CardDefect | undefined {
  for (const [name, known] of Object.entries(CARD_PROPERTIES)) {
    const part = name === "" ? card : card[name];
    if (part === undefined) continue;
    if (!isJsonObject(part)) return notCardJson(`${name} has to be an object`);
    const unknown = Object.keys(part).find((property) => !known.has(property));
    if (unknown !== undefined) return unknownProperty(unknown, name === "" ? [] : [name]);
  }
  return undefined;
}

function contentsDefect(card: JsonObject): CardDefect | undefined {
  const { update_multi } = ownObject(card, "config") ?? {};
  const { title } = ownObject(card, "header") ?? { title: "" };
  const { elements } = ownObject(card, "body") ?? { elements: [] };
  if (update_multi === false) return notCardJson("update_multi has to be true");
  if (title === undefined) return notCardJson("header needs a title");
  return Array.isArray(elements) ? undefined : notCardJson("body.elements has to be an array");
}

function elementDefect({ tag, element, path, within }: CardElement): CardDefect | undefined {
  if (RETIRED.has(tag)) return retired(tag, path);
  const known = ELEMENT_PROPERTIES.get(tag);
  if (!known) return notCardJson(`not support tag: ${tag}`);
  if (ROOT_ONLY.has(tag) && within.length > 0) return misplaced(tag);
  if (tag === "chart" && within.some((container) => container.tag === "form")) return misplaced(tag);
  const unknown = Object.keys(element).find((property) => !known.has(property));
  return unknown === undefined ? undefined : unknownProperty(unknown, path);
}

/** The number that the platform gives to a bad `element_id` is not known; that it refuses one is. */
function identifierDefect(card: JsonObject): CardDefect | undefined {
  const seen = new Set<unknown>();
  return firstOf(cardElements(card), ({ element: { element_id } }) => {
    if (element_id === undefined) return undefined;
    const wellFormed = typeof element_id === "string" && /^[A-Za-z]\w{0,19}$/.test(element_id);
    if (!wellFormed || seen.has(element_id)) return notCardJson(`element_id ${JSON.stringify(element_id)}`);
    seen.add(element_id);
    return undefined;
  });
}

function firstOf(
  elements: Iterable<CardElement>,
  rule: (element: CardElement) => CardDefect | undefined,
): CardDefect | undefined {
  for (const element of elements) {
    const defect = rule(element);
    if (defect) return defect;
  }
  return undefined;
}

function retired(tag: string, path: CardElement["path"]): CardDefect {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}](tag: ${tag})` : step));
  return {
    errCode: 200861,
    errPath: ["ROOT", ...steps].join(" -> "),
    errMsg: "cards of schema V2 no longer support this capability",
    errValue: `unsupported tag ${tag}`,
  };
}

function unknownProperty(property: string, path: CardElement["path"]): CardDefect {
  return notCardJson(`unknown property: ${property}, path: [${path.join(".")}]`);
}

function misplaced(tag: string): CardDefect {
  return { errCode: 200621, errMsg: `type of element is not supported tag: ${tag}` };
}
