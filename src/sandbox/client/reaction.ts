import { CARD_LIMIT_BYTES } from "../../card-schema/card-defect.ts";
import { cardSchema } from "../../card-schema/card-elements.ts";
import type { Toast } from "../../protocol/answer.ts";
import type { Delivery } from "../callback/send-callback.ts";
import { shownCard } from "../tenant/shown-card.ts";
import type { Tenant } from "../tenant/tenant.ts";
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
export function reactionToAll(told: readonly Told[], before: unknown, tenant: Tenant): Reaction {
  const reactions = told.map((one) => reactionTo(one, before, tenant));
  const good = reactions.filter(({ code }) => code === undefined);
  const saying = good.find(({ toast, card }) => toast !== undefined || card !== undefined);
  return saying ?? good[0] ?? reactions[0] ?? {};
}

/** Reads the server's answer as the client does; the codes are those that Feishu 7.28 and later show. */
function reactionTo({ kind, delivery }: Told, before: unknown, tenant: Tenant): Reaction {
  const answer = readAnswer(delivery, kind);
  if ("code" in answer) return answer;
  const { toast, card } = answer;
  if (!card) return { toast };
  const sent = card.type === "raw" ? card.data : card;
  const shown = shownCard(sent, tenant);
  const next = "card" in shown ? shown.card : undefined;
  // There is a code only for a step back from JSON 2.0 to 1.0; the other way is a wrong card like any other.
  const isStepBack = cardSchema(before) === 2 && cardSchema(next ?? sent) === 1;
  if (isStepBack && (next !== undefined || card.type === "raw")) return { code: 200830 };
  return isGood(next, before) ? { toast, card: next } : { code: 200673 };
}

function isGood(card: unknown, before: unknown): boolean {
  if (card === undefined || cardSchema(before) !== cardSchema(card)) return false;
  return Buffer.byteLength(JSON.stringify(card)) <= CARD_LIMIT_BYTES;
}
