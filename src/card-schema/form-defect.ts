import type { JsonObject } from "../protocol/json-object.ts";
import { type CardElement, cardElements, formAction } from "./card-elements.ts";
import type { CardDefect } from "./defect.ts";
import { INTERACTIVE_TAGS } from "./vocabulary.ts";

/**
 * Whether each form of a card can be sent: it has a submit button, and names that tell its fields apart. Of the languages
 * of `i18n_elements` each reader sees one, and all may have the same names.
 */
export function* formDefects(card: JsonObject): Generator<CardDefect> {
  const forms = [...cardElements(card)].filter(({ tag }) => tag === "form");
  for (const seen of Map.groupBy(forms, languageOf).values()) {
    const names = new Set<unknown>();
    for (const form of seen) {
      yield* nameDefects(form, names);
      yield* fieldDefects(form, names);
    }
  }
}

function languageOf({ path: [list, language] }: CardElement): CardElement["path"][number] | undefined {
  return list === "i18n_elements" ? language : undefined;
}

function* fieldDefects(form: CardElement, names: Set<unknown>): Generator<CardDefect> {
  const inside = cardElements(form.element["elements"], [...form.path, "elements"]);
  const fields = [...inside].filter(({ tag }) => INTERACTIVE_TAGS.has(tag));
  for (const field of fields) yield* nameDefects(field, names);
  if (fields.some(({ tag, element }) => tag === "button" && formAction(element) === "submit")) return;
  yield badForm("there is no submit button in the form container, at least one", form);
}

function* nameDefects(named: CardElement, names: Set<unknown>): Generator<CardDefect> {
  const { name } = named.element;
  if (typeof name !== "string" || name === "") {
    yield badForm("the name is empty in the form container", named);
    return;
  }
  if (names.has(name)) yield badForm(`the name ${name} is duplicate in the form container`, named);
  names.add(name);
}

function badForm(errMsg: string, { path: at }: CardElement): CardDefect {
  return { errCode: 300123, errMsg, at };
}
