import type { Approval, ApprovalRequest, Card } from "./approval.ts";
import type { Recipient } from "./stage.ts";

/** A pending approval, with a card to be sent to each recipient of its first stage. `expiresIn` is in seconds. */
export function newApproval(
  request: ApprovalRequest,
  { expiresIn, now, newId }: { expiresIn: number; now: Date; newId: () => string },
): Approval {
  return {
    id: `apr_${newId()}`,
    request,
    status: "pending",
    revision: 1,
    progress: { stage: 0, stageStartedAt: now, escalated: false, reminders: 0 },
    votes: [],
    cards: newCards(request.stages[0]?.to ?? [], 0, newId),
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresIn * 1000),
  };
}

/** Cards that are still to be sent. */
export function newCards(to: readonly Recipient[], stage: number, newId: () => string): readonly Card[] {
  return to.map((recipient) => ({
    id: `crd_${newId()}`,
    stage,
    to: recipient,
    state: "queued",
    attempted: false,
    shownRevision: 0,
  }));
}
