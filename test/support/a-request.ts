import type { Approval, ApprovalRequest, Card } from "../../src/approval/approval.ts";

/** A request to one chat that Ann and Ben may answer, one of them alone, with what the test is about in its place. */
export function aRequest(about: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    title: "Release 2.4 to production",
    fields: [],
    to: [{ chat_id: "oc_1" }],
    approvers: [{ open_id: "ou_ann" }, { open_id: "ou_ben" }],
    policy: { approve: 1, reject: 1 },
    allow_self_approval: false,
    reason: "off",
    risk: "normal",
    metadata: {},
    ...about,
  };
}

/** Such an approval an hour before its end, its card in the chat. */
export function aPendingApproval(
  request: Partial<ApprovalRequest> = {},
  about: Partial<Omit<Approval, "request">> = {},
): Approval {
  return {
    id: "apr_1",
    request: aRequest(request),
    status: "pending",
    revision: 1,
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
    to: { chat_id: "oc_1" },
    state: "queued",
    attempted: false,
    shownRevision: 0,
    ...about,
  };
}
