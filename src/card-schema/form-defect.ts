import type { JsonObject } from "../protocol/json-object.ts";
import { cardElements, formAction } from "./card-elements.ts";
import type { CardDefect } from "./defect.ts";
import { INTERACTIVE_TAGS } from "./vocabulary.ts";

/** Whether each form of a card can be sent: it has a submit button, and names that tell its fields apart. */
export function formDefect(card: JsonObject): CardDefect | undefined {
  const names = new Set<unknown>();
  for (const { tag, element } of cardElements(card)) {
    if (tag !== "form") continue;
    const defect = nameDefect(element, names) ?? fieldsDefect(element, names);
    if (defect) return defect;
  }
  return undefined;
}

function fieldsDefect(form: JsonObject, names: Set<unknown>): CardDefect | undefined {
  const fields = [...cardElements(form["elements"])].filter(({ tag }) => INTERACTIVE_TAGS.has(tag));
  for (const { element } of fields) {
    const defect = nameDefect(element, names);
    if (defect) return defect;
  }
  if (fields.some(({ tag, element }) => tag === "button" && formAction(element) === "submit"))
    return undefined;
  return badForm("there is no submit button in the form container, at least one");
}

function nameDefect({ name }: JsonObject, names: Set<unknown>): CardDefect | undefined {
  if (typeof name !== "string" || name === "") return badForm("the name is empty in the form container");
  if (names.has(name)) return badForm(`the name ${name} is duplicate in the form container`);
  names.add(name);
  return undefined;
}

function badForm(errMsg: string): CardDefect {
  return { errCode: 300123, errMsg };
}
