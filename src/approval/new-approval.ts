import type { Approval, ApprovalRequest, Card } from "./approval.ts";

/** A pending approval, with a card to be sent to each recipient. `expiresIn` is in seconds. */
export function newApproval(
  request: ApprovalRequest,
  { expiresIn, now, newId }: { expiresIn: number; now: Date; newId: () => string },
): Approval {
  return {
    id: `apr_${newId()}`,
    request,
    status: "pending",
    revision: 1,
    votes: [],
    cards: request.to.map((to): Card => ({
      id: `crd_${newId()}`,
      to,
      state: "queued",
      attempted: false,
      shownRevision: 0,
    })),
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresIn * 1000),
  };
}
