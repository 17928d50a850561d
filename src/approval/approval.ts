import type { Person } from "./person.ts";

export type Status = "pending" | "approved" | "rejected" | "expired" | "cancelled";
export type Verdict = "approve" | "reject";

/** One place that a card goes to; exactly one key is set. */
export interface Recipient {
  readonly chat_id?: string | undefined;
  readonly email?: string | undefined;
  readonly open_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly union_id?: string | undefined;
}

/** How many distinct people must say the same thing: any-of is 1, all-of is everyone, a quorum is between. */
export interface Policy {
  readonly approve: number;
  readonly reject: number;
}

/** What was asked. It never changes after creation. */
export interface ApprovalRequest {
  readonly title: string;
  /** Markdown as Lark's cards know it, without mentions. */
  readonly summary?: string | undefined;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly to: readonly Recipient[];
  /** "anyone" is anyone who can see the card, and has to be asked for by name. */
  readonly approvers: "anyone" | readonly Person[];
  readonly policy: Policy;
  readonly requested_by?: Person | undefined;
  readonly allow_self_approval: boolean;
  readonly reason: "off";
  readonly risk: "low" | "normal" | "high";
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Vote {
  readonly verdict: Verdict;
  readonly by: Person;
  readonly at: Date;
  readonly reason?: string | undefined;
}

/** A message of ours that shows the approval. */
export interface Card {
  readonly id: string;
  readonly to: Recipient;
  readonly state: "queued" | "sent" | "failed";
  /** Unknown until Lark has answered the send call, or a click has told us. */
  readonly message_id?: string | undefined;
  readonly chat_id?: string | undefined;
  /** A stable code of why it could not be sent or brought up to date. */
  readonly error?: string | undefined;
  /** Whether a send call was ever begun: from then on a click may come before its answer does. */
  readonly attempted: boolean;
  /** The revision of the approval that the card is known to show; 0 is not known. */
  readonly shownRevision: number;
}

export interface Approval {
  readonly id: string;
  readonly request: ApprovalRequest;
  readonly status: Status;
  /** Grows by one with each change that a card shows; starts at 1. */
  readonly revision: number;
  readonly votes: readonly Vote[];
  readonly cards: readonly Card[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it left `pending`. */
  readonly decidedAt?: Date | undefined;
}
