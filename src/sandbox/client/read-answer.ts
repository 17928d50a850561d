import { type Answer, answerFault, isAnswer } from "../../protocol/answer.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { Delivery } from "../callback/send-callback.ts";

/** The two kinds of card callback: `card.action.trigger`, and `card.action.trigger_v1` before it. */
export type CardCallback = "new" | "legacy";

/** What the app has answered to a card callback, or the code that the client shows in its place. */
export function readAnswer(delivery: Delivery, kind: CardCallback): Answer | { readonly code: number } {
  if (delivery.kind === "failed") return { code: delivery.code };
  if (delivery.status !== 200) return { code: 200671 };
  const said = parse(delivery.text);
  const answer = kind === "legacy" ? fromLegacy(said) : said;
  return isAnswer(answer) ? answer : { code: answerFault(answer) ?? 200672 };
}

/** The older form has a card's own members, or a template's `type` and `data`, beside the toast. */
function fromLegacy(answer: unknown): unknown {
  if (!isJsonObject(answer)) return answer;
  const { toast, ...card } = answer;
  if (Object.keys(card).some((member) => !CARD_MEMBERS.has(member))) return undefined;
  const shown = card["type"] === "template" ? card : { type: "raw", data: card };
  return {
    ...(toast !== undefined && { toast }),
    ...(Object.keys(card).length > 0 && { card: shown }),
  };
}

/** Whether Lark puts up with more beside the toast is not written anywhere. */
const CARD_MEMBERS = new Set(
  "config header elements i18n_elements card_link fallback schema body type data".split(" "),
);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
