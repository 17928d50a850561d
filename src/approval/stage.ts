import type { Person } from "./person.ts";

/** One place that a card goes to; exactly one key is set. */
export interface Recipient {
  readonly chat_id?: string | undefined;
  readonly email?: string | undefined;
  readonly open_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly union_id?: string | undefined;
}

/** People by what they belong to, looked up when one of them clicks; exactly one key is set. */
export interface Group {
  /** The members of a chat. */
  readonly chat_id?: string | undefined;
  readonly department_id?: string | undefined;
  readonly user_group_id?: string | undefined;
}

export type Approver = Person | Group;

/** "anyone" is anyone who can see the card, and has to be asked for by name. */
export type Approvers = "anyone" | readonly Approver[];

/** How many distinct people must say the same thing: any-of is 1, all-of is everyone, a quorum is between. */
export interface Policy {
  readonly approve: number;
  /** Apart from the other: 1 is a veto for each. */
  readonly reject: number;
}

/** Further approvers, who are told and may answer too once the stage has been open so long. */
interface Escalation {
  /** Seconds from the stage's start. */
  readonly after: number;
  readonly to: readonly Recipient[];
  readonly approvers: readonly Approver[];
}

/** One of the decisions that a request needs, in their order. */
export interface Stage {
  readonly to: readonly Recipient[];
  readonly approvers: Approvers;
  readonly policy: Policy;
  readonly escalate?: Escalation | undefined;
}

const GROUP_KINDS = ["chat_id", "department_id", "user_group_id"] as const;

export function isGroup(approver: Approver): approver is Group {
  return GROUP_KINDS.some((kind) => (approver as Group)[kind] !== undefined);
}

/** A name for the group that no other group has. */
export function groupKey(group: Group): string {
  const kind = GROUP_KINDS.find((candidate) => group[candidate] !== undefined);
  return kind === undefined ? "" : `${kind}:${group[kind]}`;
}
