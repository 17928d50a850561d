import type { Approval, Vote } from "./approval.ts";

/** What a step made of an approval: a changed one to be saved, or a refusal that changes nothing. */
export type Outcome = Change | Refusal;

export interface Change {
  /** `voted` is recorded but not enough yet; the others end the approval. */
  readonly kind: "voted" | "decided" | "expired" | "cancelled";
  /** As it is after the change, one revision on. */
  readonly approval: Approval;
  /** The vote that was added, for `voted` and `decided`. */
  readonly vote?: Vote | undefined;
}

interface Refusal {
  readonly kind: RefusalKind;
  readonly approval: Approval;
}

export type RefusalKind =
  /** It is no longer pending. */
  | "already_ended"
  /** This person has voted; one vote a person. */
  | "already_voted"
  | "not_an_approver"
  /** The requester may not answer their own request. */
  | "self_approval"
  /** The requester is known by an id that the callback lacks, so it cannot be ruled out that it is they. */
  | "requester_unverifiable"
  /** The click is from a message that this server did not send for this approval. */
  | "not_our_message"
  /** Asked to expire before its time. */
  | "not_due";

export function isChange(outcome: Outcome): outcome is Change {
  return CHANGES.has(outcome.kind);
}

const CHANGES: ReadonlySet<string> = new Set<Change["kind"]>(["voted", "decided", "expired", "cancelled"]);
