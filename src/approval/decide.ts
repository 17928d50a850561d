import type { Approval, Verdict, Vote } from "./approval.ts";
import type { Outcome, RefusalKind } from "./outcome.ts";
import { comparable, hasId, type Person, samePerson } from "./person.ts";

export interface Decision {
  readonly verdict: Verdict;
  readonly by: Person;
  readonly at: Date;
}

/**
 * One person's verdict on one approval: the whole state machine of a click. Pure and total: whoever may not, or comes
 * too late, gets a refusal; a click at or after the expiry expires it.
 */
export function decide(approval: Approval, { verdict, by, at }: Decision): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  const refusal = refuse(approval, by);
  if (refusal !== undefined) return { kind: refusal, approval };
  return count(approval, { verdict, by, at });
}

/** Ends a pending approval whose time has come. */
export function expire(approval: Approval, at: Date): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at < approval.expiresAt) return { kind: "not_due", approval };
  return { kind: "expired", approval: end(approval, "expired", approval.expiresAt) };
}

/** Takes a pending approval back. One that is past its expiry has expired instead. */
export function cancel(approval: Approval, at: Date): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  return { kind: "cancelled", approval: end(approval, "cancelled", at) };
}

function refuse({ request, votes }: Approval, by: Person): RefusalKind | undefined {
  const { approvers, requested_by: requester } = request;
  if (approvers !== "anyone" && !approvers.some((approver) => samePerson(approver, by)))
    return "not_an_approver";
  if (!request.allow_self_approval && requester !== undefined && hasId(requester)) {
    if (samePerson(requester, by)) return "self_approval";
    // Fail closed: somebody who cannot be told from the requester does not get to answer for them.
    if (!comparable(requester, by)) return "requester_unverifiable";
  }
  if (votes.some((vote) => samePerson(vote.by, by))) return "already_voted";
  return undefined;
}

function count(approval: Approval, vote: Vote): Outcome {
  const votes = [...approval.votes, vote];
  const agreeing = votes.filter(({ verdict }) => verdict === vote.verdict).length;
  const voted = { ...approval, votes, revision: approval.revision + 1 };
  if (agreeing < approval.request.policy[vote.verdict]) return { kind: "voted", approval: voted, vote };
  const status = STATUS_AFTER[vote.verdict];
  return { kind: "decided", approval: { ...voted, status, decidedAt: vote.at }, vote };
}

function end(approval: Approval, status: "expired" | "cancelled", decidedAt: Date): Approval {
  return { ...approval, status, decidedAt, revision: approval.revision + 1 };
}

const STATUS_AFTER = { approve: "approved", reject: "rejected" } as const satisfies Record<Verdict, string>;
