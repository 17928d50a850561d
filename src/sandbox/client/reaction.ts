import { CARD_LIMIT_BYTES, cardDefect } from "../../card-schema/card-defect.ts";
import { cardSchema } from "../../card-schema/card-elements.ts";
import type { CardReferences } from "../../card-schema/defect.ts";
import type { Toast } from "../../protocol/answer.ts";
import { answerFault, isAnswer } from "../../protocol/answer.ts";
import type { Delivery } from "../callback/send-callback.ts";

/** What the client does after a click. */
export interface Reaction {
  readonly toast?: Toast | undefined;
  /** The card that replaces the clicked one. */
  readonly card?: unknown;
  /** The code that it shows when it cannot use the answer. */
  readonly code?: number | undefined;
}

/** Reads the server's answer as the client does; the codes are those that Feishu 7.28 and later show. */
export function reactionTo(delivery: Delivery, before: unknown, references: CardReferences): Reaction {
  if (delivery.kind === "failed") return { code: delivery.code };
  if (delivery.status !== 200) return { code: 200671 };
  const answer = parse(delivery.text);
  if (!isAnswer(answer)) return { code: answerFault(answer) };
  const { toast, card } = answer;
  if (!card) return { toast };
  const code = card.type === "raw" ? cardFault(card.data, before, references) : 200673;
  return code === undefined ? { toast, card: card.data } : { code };
}

/** There is 200830 only for a step back from JSON 2.0 to 1.0; the other way is a wrong card like any other. */
function cardFault(card: unknown, before: unknown, references: CardReferences): 200673 | 200830 | undefined {
  if (cardSchema(before) === 2 && cardSchema(card) === 1) return 200830;
  const isGood =
    cardSchema(before) === cardSchema(card) &&
    Buffer.byteLength(JSON.stringify(card)) <= CARD_LIMIT_BYTES &&
    cardDefect(card, references) === undefined;
  return isGood ? undefined : 200673;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
