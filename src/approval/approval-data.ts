import { type Approval, currentStage } from "./approval.ts";

/**
 * An approval as programs see it, in the API and in webhooks: plain data, to be written as JSON. `to`, `approvers` and
 * `policy` are the open stage's, or the last one's; `stages` are all.
 */
export function approvalData(approval: Approval) {
  const { id, status, request, progress, cards, votes, createdAt, expiresAt, decidedAt } = approval;
  return {
    id,
    status,
    ...request,
    ...currentStage(approval),
    stage: progress.stage,
    escalated: progress.escalated,
    superseded_by: progress.supersededBy ?? null,
    cards: cards.map(({ to, stage, message_id, state, error }) => ({
      to,
      stage,
      message_id: message_id ?? null,
      state,
      error: error ?? null,
    })),
    decisions: votes.map(({ at, reason, ...vote }) => ({
      ...vote,
      at: at.toISOString(),
      reason: reason ?? null,
    })),
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    decided_at: decidedAt?.toISOString() ?? null,
  };
}
