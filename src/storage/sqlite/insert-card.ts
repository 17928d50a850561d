import type { Card } from "../../approval/approval.ts";
import type { ApprovalStatements } from "./approval-statements.ts";

/** The version of the card JSON that messages are sent with; a message keeps it. */
const CARD_SCHEMA = "2.0";

/** A card that is to be sent, and the debt to send it. */
export function insertCard(
  statements: ApprovalStatements,
  approvalId: string,
  card: Card,
  dueAt: number,
  requestId?: string,
): void {
  const { id, stage, to, state } = card;
  statements.insertCard.run(id, approvalId, stage, JSON.stringify(to), state, CARD_SCHEMA);
  statements.owe.run(id, "card.send", approvalId, dueAt, requestId ?? null);
}
