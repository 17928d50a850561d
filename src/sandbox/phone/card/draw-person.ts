import { drawAvatar } from "../avatar.ts";
import { type Child, h } from "../h.ts";
import { asObjects, asString, type Json } from "../json.ts";
import { words } from "../words.ts";
import { type CardContext, findPerson } from "./card-context.ts";

/** A mention, by the name of the person if the sandbox knows one; everyone for `all`. */
export function drawMention(
  id: string,
  { people, language }: Pick<CardContext, "people" | "language">,
): HTMLElement {
  const name =
    id === "all" ? words(language).everyone : (findPerson(people, id)?.name ?? words(language).unknownPerson);
  return h("span", { class: "mention", title: id }, `@${name}`);
}

/** A person: avatar and name. */
export function drawPerson(id: string, { people, language }: CardContext): HTMLElement {
  const name = findPerson(people, id)?.name ?? words(language).unknownPerson;
  return h(
    "span",
    { class: "person", title: id },
    drawAvatar(id, name),
    h("span", { class: "person-name" }, name),
  );
}

/** `person`. */
export function drawPersonElement(element: Json, context: CardContext): Child {
  return h("div", { class: "persons" }, drawPerson(asString(element["user_id"]) ?? "", context));
}

/** `person_list`. */
export function drawPersonList(element: Json, context: CardContext): Child {
  const people = asObjects(element["persons"]).map(({ id }) => drawPerson(asString(id) ?? "", context));
  return h("div", { class: "persons", "data-names": String(element["show_name"] !== false) }, people);
}
