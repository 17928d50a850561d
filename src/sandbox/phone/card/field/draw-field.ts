import { type Child, h } from "../../h.ts";
import { asObject, asString, type Json } from "../../json.ts";
import { localized } from "../../language.ts";
import { words } from "../../words.ts";
import { callbackOf } from "../behavior.ts";
import type { CardContext, Inputs } from "../card-context.ts";

/** What a kind of field brings: how its controls are drawn, read and filled in. */
export interface FieldKind<Value> {
  readonly controls: Child;
  /** The value as it is sent; undefined if nothing has been entered. */
  readonly read: () => Value | undefined;
  /** Shows a value; undefined empties the field. */
  readonly write: (value: Value | undefined) => void;
  /** What the card has put into the field. */
  readonly initial: Value | undefined;
  /** How a change is sent by a field that is in no form. */
  readonly toInputs: (value: Value) => Inputs;
}

export interface DrawnField {
  readonly node: HTMLElement;
  /** To be called when the value has changed: keeps it, so that it outlives redrawing the card. */
  readonly keep: () => void;
  /** To be called when the person is done: sends the value, if the field is in no form and its element calls back. */
  readonly send: () => void;
}

/** A field with its label, enrolled in the form it is in. */
export function drawField<Value>(
  element: Json,
  context: CardContext,
  control: string,
  kind: FieldKind<Value>,
): DrawnField {
  const { form, drafts } = context;
  const name = asString(element["name"]) ?? control;
  const complaint = h("span", { class: "complaint", role: "alert" });
  const node = h("div", { class: "form-field" }, drawLabel(element, context), kind.controls, complaint);
  const complain = (message: string | undefined) => {
    complaint.textContent = message ?? "";
    node.toggleAttribute("data-invalid", message !== undefined);
  };
  const reset = () => {
    drafts.delete(name);
    kind.write(kind.initial);
  };
  kind.write(drafts.has(name) ? (drafts.get(name) as Value | undefined) : kind.initial);
  form?.add({ name, isRequired: isRequired(element), read: kind.read, reset, complain });
  return {
    node,
    keep() {
      drafts.set(name, kind.read());
      complain(undefined);
    },
    send() {
      const value = kind.read();
      if (form || value === undefined || !callbackOf(element, context.schema)) return;
      context.press({ element, control, inputs: kind.toInputs(value) });
    },
  };
}

/** The accessible name of a field's control: its label, else its placeholder, else its name. */
export function fieldName(element: Json, { language }: CardContext): string {
  const [label, placeholder] = [asObject(element["label"]), asObject(element["placeholder"])];
  return localized(label, language) || localized(placeholder, language) || (asString(element["name"]) ?? "");
}

/** Whether a form may not be sent while the field is empty. A multi select is required unless it says that it is not. */
export function isRequired({ tag, required }: Json): boolean {
  return String(tag).startsWith("multi_select") ? required !== false : required === true;
}

/** What stands in an empty field. */
export function placeholderOf(element: Json, { language }: CardContext, otherwise: string): string {
  return localized(asObject(element["placeholder"]), language) || otherwise;
}

function drawLabel(element: Json, { language }: CardContext): Child {
  const label = localized(asObject(element["label"]), language);
  const star = h("span", { class: "required", title: words(language).required }, " *");
  return label !== "" && h("span", { class: "form-label" }, label, isRequired(element) && star);
}
