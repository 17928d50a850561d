import { isJsonObject, ownObject } from "../protocol/json-object.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements } from "./card-elements.ts";
import type { CardElement } from "./card-elements.ts";
import { notCardJson } from "./defect.ts";
import type { CardDefect } from "./defect.ts";
import { CARD_PROPERTIES, ELEMENT_PROPERTIES, RETIRED, ROOT_ONLY } from "./vocabulary.ts";

/** Whether a card of JSON 2.0 is made of what 2.0 has, each where it may stand. */
export function* vocabularyDefects(card: JsonObject): Generator<CardDefect> {
  yield* partDefects(card);
  yield* contentDefects(card);
  for (const element of cardElements(card)) yield* elementDefects(element);
  yield* identifierDefects(card);
}

function* partDefects(card: JsonObject): Generator<CardDefect> {
  for (const [name, known] of Object.entries(CARD_PROPERTIES)) {
    const part = name === "" ? card : card[name];
    if (part === undefined) continue;
    const path = name === "" ? [] : [name];
    if (!isJsonObject(part)) yield notCardJson(`${name} has to be an object`, path);
    else yield* unknownProperties(part, known, path);
  }
}

function* contentDefects(card: JsonObject): Generator<CardDefect> {
  const { update_multi } = ownObject(card, "config") ?? {};
  const { title } = ownObject(card, "header") ?? { title: "" };
  const { elements } = ownObject(card, "body") ?? { elements: [] };
  if (update_multi === false) yield notCardJson("update_multi has to be true", ["config", "update_multi"]);
  if (title === undefined) yield notCardJson("header needs a title", ["header"]);
  if (!Array.isArray(elements)) yield notCardJson("body.elements has to be an array", ["body", "elements"]);
}

function* elementDefects({ tag, element, path, within }: CardElement): Generator<CardDefect> {
  if (RETIRED.has(tag)) {
    yield retired(tag, path);
    return;
  }
  const known = ELEMENT_PROPERTIES.get(tag);
  if (!known) {
    yield notCardJson(`not support tag: ${tag}`, path);
    return;
  }
  if (ROOT_ONLY.has(tag) && within.length > 0) yield misplaced(tag, path);
  if (tag === "chart" && within.some((container) => container.tag === "form")) yield misplaced(tag, path);
  yield* unknownProperties(element, known, path);
}

/** The number that the platform gives to a bad `element_id` is not known; that it refuses one is. */
function* identifierDefects(card: JsonObject): Generator<CardDefect> {
  const seen = new Set<unknown>();
  for (const { element, path } of cardElements(card)) {
    const { element_id: id } = element;
    if (id === undefined) continue;
    const wellFormed = typeof id === "string" && /^[A-Za-z]\w{0,19}$/.test(id);
    if (!wellFormed || seen.has(id)) yield notCardJson(`element_id ${JSON.stringify(id)}`, path);
    seen.add(id);
  }
}

function retired(tag: string, path: CardElement["path"]): CardDefect {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}](tag: ${tag})` : step));
  return {
    at: path,
    errCode: 200861,
    errPath: ["ROOT", ...steps].join(" -> "),
    errMsg: "cards of schema V2 no longer support this capability",
    errValue: `unsupported tag ${tag}`,
  };
}

function* unknownProperties(
  part: JsonObject,
  known: ReadonlySet<string>,
  path: CardElement["path"],
): Generator<CardDefect> {
  for (const property of Object.keys(part)) {
    if (!known.has(property))
      yield notCardJson(`unknown property: ${property}, path: [${path.join(".")}]`, [...path, property]);
  }
}

function misplaced(tag: string, at: CardElement["path"]): CardDefect {
  return { errCode: 200621, errMsg: `type of element is not supported tag: ${tag}`, at };
}
