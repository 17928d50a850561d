import type { JsonObject } from "../protocol/json-object.ts";
import { isJsonObject } from "../protocol/json-object.ts";
import { cardElements } from "./card-elements.ts";
import type { CardDefect, CardReferences } from "./defect.ts";

/** Whether everybody and every image that a card names is known. */
export function* referenceDefects(
  card: JsonObject,
  { isPerson, isImage }: CardReferences,
): Generator<CardDefect> {
  for (const { tag, element } of cardElements(card)) {
    const stranger = peopleIn(tag, element).find((id) => id !== "all" && !isPerson(id));
    if (stranger !== undefined) yield badPerson(stranger);
    const lost = imagesIn(tag, element).find((key) => !isImage(key));
    if (lost !== undefined) yield badImage(lost);
  }
}

const AT = /<at\s+(?:id|ids|email|user_id)\s*=\s*["']?([^"'>\s]*)["']?\s*>/g;
const PERSON = /<person\s+id\s*=\s*["']?([^"'>\s]*)/g;
const MARKDOWN_IMAGE = /!\[[^\]]*\]\(([^)\s]*)/g;

function peopleIn(tag: string, element: JsonObject): readonly string[] {
  if (tag === "person") return texts([element["user_id"]]);
  if (tag === "person_list") return texts(objects(element["persons"]).map(({ id }) => id));
  if (tag === "select_person") return texts(objects(element["options"]).map(({ value }) => value));
  return richTexts(tag, element)
    .flatMap((text) => captures(text, AT).concat(captures(text, PERSON)))
    .flatMap((ids) => ids.split(","));
}

function imagesIn(tag: string, element: JsonObject): readonly string[] {
  if (tag === "img" || tag === "custom_icon") return texts([element["img_key"]]);
  if (tag === "img_combination") return texts(objects(element["img_list"]).map(({ img_key }) => img_key));
  return richTexts(tag, element).flatMap((text) => captures(text, MARKDOWN_IMAGE));
}

/** The texts of an element that are read as markup, in all languages. */
function richTexts(tag: string, { content, i18n_content }: JsonObject): readonly string[] {
  if (tag !== "markdown" && tag !== "lark_md") return [];
  return texts([content, ...(isJsonObject(i18n_content) ? Object.values(i18n_content) : [])]);
}

function captures(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([, captured]) => captured ?? "");
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === "string");
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function badPerson(id: string): CardDefect {
  const errMsg = "There is an invalid user resource(at/person) in your card";
  return { errCode: 100290, errMsg, errValue: id };
}

function badImage(imageKey: string): CardDefect {
  return { errCode: 200570, errMsg: "card contains invalid image keys", errValue: `image key ${imageKey}` };
}
