import type { CardDefect } from "../../card-schema/defect.ts";
import { isJsonObject, own, ownObject, ownString } from "../../protocol/json-object.ts";
import type { JsonObject } from "../../protocol/json-object.ts";

/** A version of a card that was released in the card builder. Its texts may hold variables, `${name}`. */
export interface CardTemplate {
  /** Such as `1.0.0`. */
  readonly version: string;
  readonly card: JsonObject;
}

/** The card that a template makes, or why it makes none. */
export type Filled = { readonly card: JsonObject } | { readonly defect: CardDefect };

/** What was released in the card builder: under each id its versions, the newest last. */
export class Templates {
  readonly #templates: ReadonlyMap<string, readonly CardTemplate[]>;

  constructor(templates: Readonly<Record<string, readonly CardTemplate[]>>) {
    this.#templates = new Map(Object.entries(templates));
  }

  has(id: string): boolean {
    return this.#templates.has(id);
  }

  /** Makes the card of `{ template_id, template_version_name, template_variable }`: of the newest version if none is named. */
  fill(data: JsonObject): Filled {
    const versions = this.#templates.get(ownString(data, "template_id") ?? "") ?? [];
    const name = ownString(data, "template_version_name") ?? "";
    const template = name === "" ? versions.at(-1) : versions.find(({ version }) => version === name);
    if (!template) return { defect: { errCode: 200380, errMsg: "template does not exist" } };
    const variables = own(data, "template_variable") ?? {};
    if (!isJsonObject(variables)) {
      return { defect: { errCode: 200737, errMsg: "template_variable has to be an object" } };
    }
    const wrong = variablesWithin(template.card).find((key) => typeof own(variables, key) === "object");
    if (wrong !== undefined) {
      return {
        defect: { errCode: 200732, errMsg: "the type of a template variable is wrong", errValue: wrong },
      };
    }
    return { card: ownObject({ card: filled(template.card, variables) }, "card") ?? {} };
  }
}

const WHOLE = /^\$\{([\w.]+)\}$/;
const WITHIN = /\$\{([\w.]+)\}/g;

/** The variables that stand within longer texts, where only a text or a number fits. */
function variablesWithin(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return WHOLE.test(value) ? [] : [...value.matchAll(WITHIN)].map(([, name = ""]) => name);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(variablesWithin);
}

/** A text that is a variable and nothing else becomes its value, such as a list of elements; one without a value is empty. */
function filled(value: unknown, variables: JsonObject): unknown {
  if (typeof value === "string") return filledText(value, variables);
  if (Array.isArray(value)) return value.map((member) => filled(member, variables));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member, variables)]));
}

function filledText(text: string, variables: JsonObject): unknown {
  const whole = WHOLE.exec(text)?.[1];
  const value = whole === undefined ? undefined : own(variables, whole);
  if (typeof value === "object" || typeof value === "boolean") return value;
  return text.replace(WITHIN, (_, name: string) => written(own(variables, name)));
}

function written(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
