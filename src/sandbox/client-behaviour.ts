import type { Answer, Toast } from "../protocol/answer.ts";
import { answerFault } from "../protocol/answer.ts";
import type { Delivery } from "./callback-sender.ts";
import { cardSchema } from "./card-elements.ts";

/** What the client does after a click. */
export interface Reaction {
  readonly toast?: Toast | undefined;
  /** The card that replaces the clicked one. */
  readonly card?: unknown;
  /** What it shows when it cannot use the answer. */
  readonly code?: number | undefined;
}

/**
 * Reads the server's answer as the client does: the codes are those that Feishu 7.28 and later show. `acceptsCard` says
 * whether the platform would take a card.
 */
export function react(
  delivery: Delivery,
  before: unknown,
  acceptsCard: (card: unknown) => boolean,
): Reaction {
  if (delivery.kind === "failed") return { code: delivery.code };
  if (delivery.status !== 200) return { code: 200671 };
  const answer = parse(delivery.text);
  const fault = answerFault(answer);
  if (fault !== undefined) return { code: fault };
  const { toast, card } = answer as Answer;
  if (card === undefined) return { toast };
  if (card.type !== "raw" || !acceptsCard(card.data)) return { code: 200673 };
  if (cardSchema(before) !== cardSchema(card.data))
    return { code: cardSchema(before) === 2 ? 200830 : 200673 };
  return { toast, card: card.data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
