import type { HistoryEntry } from "../../approval/approval-store.ts";
import type { Approval, ApprovalRequest } from "../../approval/approval.ts";
import type { ApprovalView, CreateApproval, HistoryView } from "./approval-schema.ts";

/** An approval as the API gives it. The cast takes off `readonly` only: the route checks what it answers. */
export function approvalView(approval: Approval): ApprovalView {
  const { id, status, request, cards, votes, createdAt, expiresAt, decidedAt } = approval;
  return {
    id,
    status,
    ...request,
    cards: cards.map(({ to, message_id, state, error }) => ({
      to,
      message_id: message_id ?? null,
      state,
      error: error ?? null,
    })),
    decisions: votes.map(({ verdict, by, at, reason }) => ({
      verdict,
      by,
      at: at.toISOString(),
      reason: reason ?? null,
    })),
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    decided_at: decidedAt?.toISOString() ?? null,
  } as ApprovalView;
}

export function historyView(entries: readonly HistoryEntry[]): HistoryView {
  return {
    data: entries.map(({ seq, at, ...entry }) => ({ seq, at: at.toISOString(), ...entry })),
  } as HistoryView;
}

/** A body with what it leaves out filled in. */
export function toRequest(body: CreateApproval): ApprovalRequest {
  return {
    title: body.title,
    summary: body.summary,
    fields: body.fields ?? [],
    to: body.to,
    approvers: body.approvers,
    policy: { approve: body.policy?.approve ?? 1, reject: body.policy?.reject ?? 1 },
    requested_by: body.requested_by,
    allow_self_approval: body.allow_self_approval ?? false,
    reason: body.reason ?? "off",
    risk: body.risk ?? "normal",
    metadata: body.metadata ?? {},
  };
}
