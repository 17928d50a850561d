import { isJsonObject, type JsonObject, ownObject } from "../protocol/json-object.ts";
import { CARD_LIMIT_BYTES, cardDefects } from "./card-defect.ts";
import { type CardElement, cardElements, cardSchema, formAction, formAround } from "./card-elements.ts";
import type { CardDefect, CardReferences } from "./defect.ts";

/** What is to be mended in a card before it is sent. */
export interface CardFinding {
  /** An error is refused by the platform; with a warning the card goes out, and does not do what it seems to. */
  readonly severity: "error" | "warning";
  readonly code: FindingCode;
  /** The way to it, such as `body.elements[0].text`; empty for the card as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

type FindingCode =
  | "refused"
  | "too_large"
  | "mixed_schemas"
  | "update_multi_missing"
  | "value_not_object"
  | "button_does_nothing"
  | "button_without_value"
  | "confirm_without_title";

type Found = Omit<CardFinding, "path"> & { readonly path: CardElement["path"] };

/**
 * All that is wrong with a card, as far as it can be told without asking the platform: whether the people, images and
 * templates it names are there cannot. Sources: Lark, "Card JSON 1.0 structure", "Card JSON 2.0 structure" and the
 * pages of the components.
 */
export function lintCard(card: unknown): readonly CardFinding[] {
  const found = [
    ...Array.from(cardDefects(card, ANYBODY), refused),
    ...(isJsonObject(card) ? more(card) : []),
  ];
  return found.map((finding) => ({ ...finding, path: written(finding.path) }));
}

const ANYBODY: CardReferences = { isPerson: () => true, isImage: () => true, isTemplate: () => true };

function refused({ errMsg, errValue, errCode, at = [] }: CardDefect): Found {
  // 200621 stands for whatever is not a card: what it is about is in the value.
  const message = errCode === 200621 ? (errValue ?? errMsg) : errMsg + (errValue ? `: ${errValue}` : "");
  return { severity: "error", code: "refused", path: at, message, fix: mend(errCode, message) };
}

function mend(errCode: number, message: string): string {
  if (errCode === 200380) return "give data.template_id the id of a released template";
  if (errCode === 300123) return "give each form one submit button, and each of its fields a name of its own";
  if (errCode === 200861)
    return "put its contents into body.elements themselves: JSON 2.0 has no such module";
  if (errCode === 11310) return "split the card: at most 200 elements, and 5 tables";
  if (message.startsWith("unknown property")) return "remove it, or leave out schema for a card of JSON 1.0";
  if (message.startsWith("element_id"))
    return "a letter, then at most 19 letters, digits or _; each only once";
  return "compare it with the platform's page on this component";
}

function* more(card: JsonObject): Generator<Found> {
  yield* sizeFindings(card);
  if (card["type"] === "template") return;
  yield* frameFindings(card);
  for (const element of cardElements(card)) {
    yield* valueFindings(element);
    if (element.tag === "button") yield* buttonFindings(element, cardSchema(card));
    yield* confirmFindings(element);
  }
}

function* sizeFindings(card: JsonObject): Generator<Found> {
  const bytes = new TextEncoder().encode(JSON.stringify(card)).length;
  if (bytes <= CARD_LIMIT_BYTES) return;
  const message = `${bytes} bytes as JSON, and ${CARD_LIMIT_BYTES} are taken`;
  yield error("too_large", [], message, "shorten its texts, or link to them");
}

function* frameFindings(card: JsonObject): Generator<Found> {
  if (cardSchema(card) === 1 && card["body"] !== undefined) {
    const message =
      "body belongs to JSON 2.0, and the card does not say that it is one: nothing of it is shown";
    yield error("mixed_schemas", ["body"], message, 'add "schema": "2.0", or use elements');
  }
  if ((ownObject(card, "config") ?? {})["update_multi"] === undefined) {
    const message = "a card is only updated by its message where it says that all see the same";
    yield warning("update_multi_missing", ["config"], message, 'add "update_multi": true to config');
  }
}

function* valueFindings({ element, path }: CardElement): Generator<Found> {
  const behaviors = Array.isArray(element["behaviors"]) ? element["behaviors"].filter(isJsonObject) : [];
  const callbacks = behaviors.filter(({ type }) => type === "callback");
  for (const { value } of "behaviors" in element ? callbacks : ownValue(element)) {
    if (value === undefined || isJsonObject(value)) continue;
    const message = "a value that is no object is lost in the platform's own SDKs";
    yield error("value_not_object", [...path, "value"], message, 'make it an object, such as { "id": "…" }');
  }
}

/** Those that carry a `value` for the callback; an option's value is a text of its own. */
function ownValue(element: JsonObject): readonly JsonObject[] {
  return element["tag"] === "button" || element["tag"] === "overflow" ? [element] : [];
}

function* buttonFindings(found: CardElement, schema: 1 | 2): Generator<Found> {
  const { element, path } = found;
  const { behaviors, value, url, multi_url } = element;
  if (url !== undefined || multi_url !== undefined) return;
  if (formAction(element) !== undefined || formAround(found) !== undefined) return;
  if (Array.isArray(behaviors) && behaviors.length > 0) {
    const silent = behaviors.some(
      (one) => isJsonObject(one) && one["type"] === "callback" && one["value"] === undefined,
    );
    const message = "the callback of this button does not say which button it was";
    if (silent) yield warning("button_without_value", path, message, "give its behavior a value");
    return;
  }
  if (value !== undefined) return;
  const message = "pressing this button does nothing that anybody hears of";
  const fix = schema === 2 ? 'add behaviors: [{ "type": "callback", "value": { … } }]' : "add a value";
  yield warning(schema === 2 ? "button_does_nothing" : "button_without_value", path, message, fix);
}

function* confirmFindings({ element, path }: CardElement): Generator<Found> {
  const confirm = ownObject(element, "confirm");
  if (confirm === undefined || ownObject(confirm, "title") !== undefined) return;
  const message = "clients of before do not react to a confirmation without a title";
  yield warning("confirm_without_title", [...path, "confirm"], message, "give it a title");
}

function error(code: FindingCode, path: Found["path"], message: string, fix: string): Found {
  return { severity: "error", code, path, message, fix };
}

function warning(code: FindingCode, path: Found["path"], message: string, fix: string): Found {
  return { severity: "warning", code, path, message, fix };
}

function written(path: CardElement["path"]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
