import type { Approval, ApprovalRequest, Card } from "../../src/approval/approval.ts";
import type { Stage } from "../../src/approval/stage.ts";

/** A request to one chat that Ann and Ben may answer, one of them alone, with what the test is about in its place. */
export function aRequest({ to, approvers, policy, escalate, ...about }: FlatRequest = {}): ApprovalRequest {
  return {
    title: "Release 2.4 to production",
    fields: [],
    stages: [
      {
        to: to ?? [{ chat_id: "oc_1" }],
        approvers: approvers ?? [{ open_id: "ou_ann" }, { open_id: "ou_ben" }],
        policy: policy ?? { approve: 1, reject: 1 },
        escalate,
      },
    ],
    allow_self_approval: false,
    reason: "off",
    comment: false,
    risk: "normal",
    metadata: {},
    ...about,
  };
}

/** A request of one stage, said flat. */
export type FlatRequest = Partial<ApprovalRequest> & Partial<Stage>;

/** Such an approval an hour before its end, its card in the chat. */
export function aPendingApproval(
  request: FlatRequest = {},
  about: Partial<Omit<Approval, "request">> = {},
): Approval {
  return {
    id: "apr_1",
    request: aRequest(request),
    status: "pending",
    revision: 1,
    progress: {
      stage: 0,
      stageStartedAt: new Date("2026-03-02T09:00:00Z"),
      escalated: false,
      reminders: 0,
    },
    votes: [],
    cards: [aCard({ state: "sent", message_id: "om_1", chat_id: "oc_1", attempted: true })],
    createdAt: new Date("2026-03-02T09:00:00Z"),
    expiresAt: new Date("2026-03-02T10:00:00Z"),
    ...about,
  };
}

/** A card that nobody has tried to send yet. */
export function aCard(about: Partial<Card> = {}): Card {
  return {
    id: "crd_1",
    stage: 0,
    to: { chat_id: "oc_1" },
    state: "queued",
    attempted: false,
    shownRevision: 0,
    ...about,
  };
}
