import { type Approval, currentStage } from "./approval.ts";
import { type Delegation, inForce } from "./delegation.ts";
import type { RefusalKind } from "./outcome.ts";
import { comparable, hasId, type Person, samePerson } from "./person.ts";
import { type Approver, type Approvers, type Group, isGroup } from "./stage.ts";

/** Whether somebody belongs to a group: "unknown" could not be found out, "not_asked" has not been tried. */
export type Membership = boolean | "unknown" | "not_asked";

/** What is known of an operator besides their ids. */
export interface Standing {
  readonly isMember: (group: Group) => Membership;
  /** Those that hand somebody's place to the operator. */
  readonly delegations: readonly Delegation[];
}

/** Who may vote, and in whose place; or why they may not. */
export type Authority =
  | { readonly kind: "authorized"; readonly for?: Person | undefined }
  | { readonly kind: "refused"; readonly why: RefusalKind };

/** Whether this person may vote on the open stage now. One vote a person, given or had given for them. */
export function authorize(approval: Approval, by: Person, standing: Standing, at: Date): Authority {
  const known = requesterRefusal(approval, by);
  if (known !== undefined) return refused(known);
  if (hasVoted(approval, by)) return refused("already_voted");
  const approvers = openApprovers(approval);
  const own = isApprover(approvers, by, standing);
  if (own === true) return { kind: "authorized" };
  if (own === "not_asked") return refused("membership_needed");
  const place = placeOfAnother(approval, approvers, standing, at);
  // Fail closed: somebody of whom it is not known is not taken for a member.
  return place.kind === "refused" && own === "unknown" ? refused("membership_unknown") : place;
}

/** The open stage's approvers, with those that an escalation added. */
export function openApprovers(approval: Approval): Approvers {
  const { approvers, escalate } = currentStage(approval);
  if (approvers === "anyone" || escalate === undefined || !approval.progress.escalated) return approvers;
  return [...approvers, ...escalate.approvers];
}

function requesterRefusal({ request }: Approval, by: Person): RefusalKind | undefined {
  const { requested_by: requester, allow_self_approval: allowed } = request;
  if (allowed || requester === undefined || !hasId(requester)) return undefined;
  if (samePerson(requester, by)) return "self_approval";
  // Fail closed: somebody who cannot be told from the requester does not get to answer for them.
  return comparable(requester, by) ? undefined : "requester_unverifiable";
}

function hasVoted(approval: Approval, person: Person): boolean {
  const { votes, progress } = approval;
  const ids = listedAs(openApprovers(approval), [person]);
  return votes.some(
    (vote) =>
      vote.stage === progress.stage &&
      ids.some((one) => samePerson(vote.by, one) || (vote.for !== undefined && samePerson(vote.for, one))),
  );
}

/** The person with all entries that share an id with them, or with one of these: a delegation may name another id than a click. */
function listedAs(approvers: Approvers, known: readonly Person[]): readonly Person[] {
  if (approvers === "anyone") return known;
  const more = approvers.filter(
    (entry): entry is Person =>
      isPerson(entry) && !known.includes(entry) && known.some((one) => samePerson(one, entry)),
  );
  return more.length === 0 ? known : listedAs(approvers, [...known, ...more]);
}

function isApprover(approvers: Approvers, by: Person, { isMember }: Standing): Membership {
  if (approvers === "anyone") return true;
  if (approvers.some((approver) => isPerson(approver) && samePerson(approver, by))) return true;
  const memberships = new Set(approvers.filter(isGroup).map(isMember));
  return ([true, "not_asked", "unknown"] as const).find((found) => memberships.has(found)) ?? false;
}

/** Of those who handed over, the first whose vote is still to be given. */
function placeOfAnother(
  approval: Approval,
  approvers: Approvers,
  { delegations }: Standing,
  at: Date,
): Authority {
  if (approvers === "anyone") return refused("not_an_approver");
  let why: RefusalKind = "not_an_approver";
  for (const delegation of delegations) {
    const { from } = delegation;
    if (!inForce(delegation, at)) continue;
    if (!approvers.some((approver) => isPerson(approver) && samePerson(approver, from))) continue;
    const refusal =
      requesterRefusal(approval, from) ?? (hasVoted(approval, from) ? "already_voted" : undefined);
    if (refusal === undefined) return { kind: "authorized", for: from };
    why = refusal;
  }
  return refused(why);
}

function isPerson(approver: Approver): approver is Person {
  return !isGroup(approver);
}

function refused(why: RefusalKind): Authority {
  return { kind: "refused", why };
}
