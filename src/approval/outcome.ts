import type { Approval, Vote } from "./approval.ts";

/** What a step made of an approval: a changed one to be saved, or a refusal that changes nothing. */
export type Outcome = Change | Refusal;

export interface Change {
  readonly kind: ChangeKind;
  /** As it is after the change. */
  readonly approval: Approval;
  /** The vote that was added, where one was. */
  readonly vote?: Vote | undefined;
}

type ChangeKind =
  /** Recorded, and not enough yet. */
  | "voted"
  /** The stage is satisfied, and the next one has begun. */
  | "advanced"
  | "decided"
  | "expired"
  | "cancelled"
  /** Further approvers were added. */
  | "escalated"
  /** Those who are to answer are told once more. */
  | "reminded"
  /** Somebody who may answer gets a further card. */
  | "surfaced";

interface Refusal {
  readonly kind: RefusalKind;
  readonly approval: Approval;
}

export type RefusalKind =
  /** It is no longer pending. */
  | "already_ended"
  /** This person has voted, or somebody has in their place; one vote a person. */
  | "already_voted"
  | "not_an_approver"
  /** Whether the person belongs to a group that may answer has to be asked first: not a refusal yet. */
  | "membership_needed"
  /** Whether the person belongs to a group that may answer could not be found out. */
  | "membership_unknown"
  /** The requester may not answer their own request. */
  | "self_approval"
  /** The requester is known by an id that the callback lacks, so it cannot be ruled out that it is they. */
  | "requester_unverifiable"
  /** Only the requester takes a request back. */
  | "not_the_requester"
  | "reason_required"
  /** The card shows a stage that is over. */
  | "changed"
  /** The click is from a message that this server did not send for this approval. */
  | "not_our_message"
  /** Nothing is due. */
  | "not_due";

export function isChange(outcome: Outcome): outcome is Change {
  return CHANGES.has(outcome.kind);
}

/** Whether it is what somebody's click asked for. One that comes too late makes the approval expire, and does not count. */
export function counts({ kind }: Outcome): boolean {
  return COUNTED.has(kind);
}

const COUNTED: ReadonlySet<string> = new Set<ChangeKind>(["voted", "advanced", "decided", "cancelled"]);

const CHANGES: ReadonlySet<string> = new Set<ChangeKind>([
  "voted",
  "advanced",
  "decided",
  "expired",
  "cancelled",
  "escalated",
  "reminded",
  "surfaced",
]);
