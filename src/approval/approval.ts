import type { Person } from "./person.ts";
import type { QuietHours } from "./quiet-hours.ts";
import type { Recipient, Stage } from "./stage.ts";

export type Status = "pending" | "approved" | "rejected" | "expired" | "cancelled";
export type Verdict = "approve" | "reject";

/** What was asked. It never changes after creation. */
export interface ApprovalRequest {
  readonly title: string;
  /** Markdown as Lark's cards know it, without mentions. */
  readonly summary?: string | undefined;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  /** At least one; the next begins when the one before is satisfied. */
  readonly stages: readonly Stage[];
  readonly requested_by?: Person | undefined;
  readonly allow_self_approval: boolean;
  /** Whether who rejects says why, on the card itself. */
  readonly reason: "off" | "optional" | "required";
  /** Whether who approves may add a word. */
  readonly comment: boolean;
  readonly risk: "low" | "normal" | "high";
  readonly remind?: Reminders | undefined;
  /** When nobody is reminded. */
  readonly quiet_hours?: QuietHours | undefined;
  /** The approval that this one took the place of. */
  readonly supersedes?: string | undefined;
  /** Told of the end, once at least. */
  readonly webhook_url?: string | undefined;
  /** The use of a signature's image, if that is what is asked for. */
  readonly signature?: SignatureAsked | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Reminders {
  /** Seconds from the stage's start to the first one; each next one comes after twice the time. */
  readonly after: number;
  readonly by: "reply" | "urgent";
}

export interface SignatureAsked {
  readonly id: string;
  readonly purpose: string;
  /** As it was asked for, such as "1 week". */
  readonly validity: string;
}

export interface Vote {
  readonly verdict: Verdict;
  /** Which stage it counts in, from 0. */
  readonly stage: number;
  readonly by: Person;
  /** The approver in whose place it was given. */
  readonly for?: Person | undefined;
  readonly at: Date;
  readonly reason?: string | undefined;
  /** Given past the policy, by an administrator's token. */
  readonly break_glass?: true | undefined;
}

/** A message of ours that shows the approval. */
export interface Card {
  readonly id: string;
  /** Whose approvers it is for. */
  readonly stage: number;
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
  readonly progress: Progress;
  readonly votes: readonly Vote[];
  readonly cards: readonly Card[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it left `pending`. */
  readonly decidedAt?: Date | undefined;
}

/** How far it has come. */
export interface Progress {
  /** The stage that is open, or was last, from 0. */
  readonly stage: number;
  readonly stageStartedAt: Date;
  /** Whether the stage's further approvers were added. */
  readonly escalated: boolean;
  /** Reminders sent in this stage. */
  readonly reminders: number;
  /** The approval that took the place of this one. */
  readonly supersededBy?: string | undefined;
  /** Who took it back, where that was somebody in the chat. */
  readonly withdrawnBy?: Person | undefined;
}

/** The stage that is open, or was last. */
export function currentStage({ request, progress }: Approval): Stage {
  const stage = request.stages[progress.stage];
  if (stage === undefined) throw new RangeError("an approval has a stage");
  return stage;
}
