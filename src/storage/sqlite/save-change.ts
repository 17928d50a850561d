import type { ApprovalEvent } from "../../approval/approval-store.ts";
import type { Approval, Card } from "../../approval/approval.ts";
import type { Change } from "../../approval/outcome.ts";
import { nextTick } from "../../approval/tick.ts";
import { toProgressColumn, toVotesColumn } from "./approval-rows.ts";
import type { ApprovalStatements } from "./approval-statements.ts";
import { insertCard } from "./insert-card.ts";
import { StorageError } from "./storage-error.ts";
import { oweWebhooks } from "./webhook-owed.ts";

type When = Pick<ApprovalEvent, "at" | "repaintAt" | "settleAt" | "requestId">;

/** Saves a change of a pending approval with all that it owes. Throws StorageError `lost_update` if it is not as read. */
export function saveChange(
  statements: ApprovalStatements,
  when: When,
  before: Approval,
  change: Change,
): void {
  const { approval, kind } = change;
  const { id, status, revision, votes, progress, decidedAt } = approval;
  const saved = statements.saveApproval.run(
    status,
    revision,
    toVotesColumn(votes),
    toProgressColumn(progress),
    nextTick(approval)?.getTime() ?? null,
    decidedAt?.getTime() ?? null,
    id,
    before.revision,
  );
  if (saved.changes !== 1) throw new StorageError("lost_update", `${id} changed while it was decided`);
  if (status !== "pending") oweWebhooks(statements, approval, when.at, when.requestId);
  for (const [index, card] of approval.cards.entries()) {
    const known = before.cards[index];
    if (known === undefined) insertCard(statements, id, card, when.at.getTime(), when.requestId);
    else if (kind === "surfaced") continue;
    else if (kind === "reminded") oweReminder(statements, approval, card, when);
    else oweRepaint(statements, approval, known === card ? card : adopt(statements, card), when);
  }
}

function adopt({ adoptMessage }: ApprovalStatements, card: Card): Card {
  if (card.message_id !== undefined) adoptMessage.run(card.message_id, card.chat_id ?? null, card.id);
  return card;
}

/** A card that is still to be sent will show the newest state anyway; one that is on its way is looked at when it is there. */
function oweRepaint(
  { owe, oweSettled }: ApprovalStatements,
  { id }: Approval,
  card: Card,
  { repaintAt, settleAt, requestId }: When,
): void {
  if (card.message_id === undefined) return;
  // The client undoes an update that overtakes the answer to its click, however late that answer is.
  if (settleAt?.message_id === card.message_id)
    oweSettled.run(card.id, id, repaintAt.getTime(), settleAt.at.getTime(), requestId ?? null);
  else owe.run(card.id, "card.update", id, repaintAt.getTime(), requestId ?? null);
}

function oweReminder(
  { owe }: ApprovalStatements,
  { id, progress }: Approval,
  card: Card,
  { at, requestId }: When,
): void {
  if (card.message_id !== undefined && card.stage === progress.stage)
    owe.run(card.id, "card.remind", id, at.getTime(), requestId ?? null);
}
