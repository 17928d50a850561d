import { type Child, h } from "../h.ts";
import { asString, type Json } from "../json.ts";
import { words } from "../words.ts";
import type { CardContext } from "./card-context.ts";
import { flow } from "./draw-layout.ts";

/** A field of a form, as its form sees it. */
interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  /** The value as it is sent; undefined if nothing has been entered. */
  readonly read: () => unknown;
  readonly reset: () => void;
  /** Says what is wrong beside the field; undefined takes it back. */
  readonly complain: (message: string | undefined) => void;
}

export interface Form {
  readonly add: (field: Field) => void;
  /** What is sent, by the names of the fields; undefined, and complaints on the card, if something required is missing. */
  readonly submit: () => Readonly<Record<string, unknown>> | undefined;
  readonly reset: () => void;
}

/** `form`: its fields are kept until one of its buttons sends them all at once. */
export function drawForm(element: Json, context: CardContext): Child {
  const form = createForm(words(context.language).required);
  const fields = context.draw(element["elements"], { ...context, form });
  const name = asString(element["name"]);
  return h(
    "form",
    {
      class: "form",
      name,
      novalidate: true,
      style: flow(element),
      on: { submit: (event) => event.preventDefault() },
    },
    fields,
  );
}

function createForm(complaint: string): Form {
  const fields: Field[] = [];
  return {
    add: (field) => void fields.push(field),
    submit() {
      const missing = fields.filter(({ isRequired, read }) => isRequired && isEmpty(read()));
      for (const field of fields) field.complain(missing.includes(field) ? complaint : undefined);
      if (missing.length > 0) return undefined;
      const values = fields.map(({ name, read }) => [name, read()] as const);
      return Object.fromEntries(values.filter(([, value]) => value !== undefined));
    },
    reset() {
      for (const field of fields) {
        field.reset();
        field.complain(undefined);
      }
    },
  };
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "string") return value.trim() === "";
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}
