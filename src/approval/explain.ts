import type { Approval } from "./approval.ts";
import { authorize } from "./authorize.ts";
import type { Delegation } from "./delegation.ts";
import type { Memberships } from "./memberships.ts";
import type { RefusalKind } from "./outcome.ts";
import type { Person } from "./person.ts";

/** Whether somebody may answer, and why or why not in one sentence. */
export interface Explanation {
  readonly allowed: boolean;
  readonly code: "authorized" | "authorized_for_another" | "expired" | RefusalKind;
  readonly message: string;
  /** In whose place, if not in their own. */
  readonly for?: Person | undefined;
}

export interface Known {
  readonly memberships: Memberships;
  readonly delegations: readonly Delegation[];
}

/** What a click of this person would come to now: by the very rule that decides it. */
export function explain(
  approval: Approval,
  person: Person,
  { memberships, delegations }: Known,
  at: Date,
): Explanation {
  if (approval.status !== "pending") return no("already_ended", `It is ${approval.status} already.`);
  if (at >= approval.expiresAt) return no("expired", "Its time is over.");
  const authority = authorize(approval, person, { isMember: memberships, delegations }, at);
  if (authority.kind === "refused") return no(authority.why, SENTENCES[authority.why]);
  const stage = `stage ${approval.progress.stage + 1} of ${approval.request.stages.length}`;
  if (authority.for === undefined) {
    return { allowed: true, code: "authorized", message: `They are among the approvers of ${stage}.` };
  }
  const message = `An approver of ${stage} has handed over to them.`;
  return { allowed: true, code: "authorized_for_another", message, for: authority.for };
}

function no(code: Explanation["code"], message: string): Explanation {
  return { allowed: false, code, message };
}

const SENTENCES: Readonly<Record<RefusalKind, string>> = {
  already_ended: "It has ended already.",
  already_voted: "They have answered in this stage already, or somebody has in their place.",
  not_an_approver:
    "They are not among the approvers of the open stage, and none of these has handed over to them.",
  membership_needed: "Whether they belong to a group that may answer has not been asked.",
  membership_unknown: "Whether they belong to a group that may answer could not be found out.",
  self_approval: "It is their own request, and that may not be answered by who asked.",
  requester_unverifiable:
    "The requester is known by another kind of id, so it cannot be ruled out that it is they.",
  not_the_requester: "They did not ask for it.",
  reason_required: "They have to say why.",
  changed: "The card that they see shows another stage.",
  not_our_message: "The card is not one of this request's.",
  not_due: "Nothing is due.",
};
