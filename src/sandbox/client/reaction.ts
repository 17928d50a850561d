import { CARD_LIMIT_BYTES, cardDefect } from "../../card-schema/card-defect.ts";
import { cardSchema } from "../../card-schema/card-elements.ts";
import type { CardReferences } from "../../card-schema/defect.ts";
import type { Toast } from "../../protocol/answer.ts";
import type { Delivery } from "../callback/send-callback.ts";
import { type CardCallback, readAnswer } from "./read-answer.ts";

/** What the client does after a click. */
export interface Reaction {
  readonly toast?: Toast | undefined;
  /** The card that replaces the clicked one. */
  readonly card?: unknown;
  /** The code that it shows when it cannot use the answer. */
  readonly code?: number | undefined;
}

/** What came of one of a click's callbacks. */
export interface Told {
  readonly kind: CardCallback;
  readonly delivery: Delivery;
}

/**
 * What the client makes of the answers to a click: one that is good is enough, and of several the first that says
 * something counts. With none the code is that of the first.
 */
export function reactionToAll(told: readonly Told[], before: unknown, references: CardReferences): Reaction {
  const reactions = told.map((one) => reactionTo(one, before, references));
  const good = reactions.filter(({ code }) => code === undefined);
  const saying = good.find(({ toast, card }) => toast !== undefined || card !== undefined);
  return saying ?? good[0] ?? reactions[0] ?? {};
}

/** Reads the server's answer as the client does; the codes are those that Feishu 7.28 and later show. */
function reactionTo({ kind, delivery }: Told, before: unknown, references: CardReferences): Reaction {
  const answer = readAnswer(delivery, kind);
  if ("code" in answer) return answer;
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
