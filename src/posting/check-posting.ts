import { lintCard } from "../card-schema/lint-card.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { cardFrame } from "./card-frame.ts";
import { PostingError } from "./posting-error.ts";
import type { ActionRule } from "./posting.ts";

const MOST_RULES = 100;
const MOST_TOLD = 10;

/** Throws PostingError `card_invalid`, with what there is to mend, for a card that the platform would refuse. */
export function checkCard(card: JsonObject): void {
  const errors = lintCard(card).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const told = errors
    .slice(0, MOST_TOLD)
    .map(({ path, message, fix }) => `${path || "card"}: ${message} (${fix})`);
  throw new PostingError("card_invalid", told.join("; "));
}

/** Throws PostingError `card_form_differs`: a message keeps the schema that it was sent with. */
export function checkSameFrame(before: JsonObject, after: JsonObject): void {
  const [old, next] = [cardFrame(before), cardFrame(after)];
  if (old.form === next.form && old.isShared === next.isShared) return;
  const [was, is] = [old, next].map(({ form, isShared }) => `${form}${isShared ? "" : ", not shared"}`);
  throw new PostingError("card_form_differs", `card: sent as ${was}, and cannot become ${is}`);
}

/** Throws PostingError `rule_invalid` for rules that could never do what they say. */
export function checkRules(card: JsonObject, rules: readonly ActionRule[]): void {
  if (rules.length > MOST_RULES) throw new PostingError("rule_invalid", `actions: at most ${MOST_RULES}`);
  for (const [index, rule] of rules.entries()) {
    const wrong = faultOf(card, rule);
    if (wrong !== undefined) throw new PostingError("rule_invalid", `actions[${index}].${wrong}`);
  }
}

function faultOf(card: JsonObject, { match, then }: ActionRule): string | undefined {
  if (Object.keys(match).length === 0) return "match: name at least one member of the button's value";
  if (then === undefined) return undefined;
  if (then.kind === "card") return cardFault(card, then.card);
  if (cardFrame(card).form === "template") return "then: what a template shows is not known; give a card";
  return undefined;
}

function cardFault(before: JsonObject, after: JsonObject): string | undefined {
  try {
    checkCard(after);
    checkSameFrame(before, after);
    return undefined;
  } catch (fault) {
    if (fault instanceof PostingError) return `then.${fault.message}`;
    throw fault;
  }
}
