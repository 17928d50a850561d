import { type Approval, currentStage, type Verdict, type Vote } from "./approval.ts";
import { authorize, type Standing } from "./authorize.ts";
import { newCards } from "./new-approval.ts";
import type { Outcome } from "./outcome.ts";
import { hasId, type Person, samePerson } from "./person.ts";
import { expire } from "./tick.ts";

export interface Decision {
  readonly verdict: Verdict;
  readonly by: Person;
  readonly at: Date;
  readonly reason?: string | undefined;
}

/** What a step may need besides the approval. */
export interface StepTools {
  readonly newId: () => string;
}

/**
 * One person's verdict on one approval: the whole state machine of a click. Pure and total: whoever may not, or comes
 * too late, gets a refusal; a click at or after the expiry expires it.
 */
export function decide(
  approval: Approval,
  decision: Decision,
  standing: Standing,
  tools: StepTools,
): Outcome {
  const { verdict, by, at, reason } = decision;
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  const authority = authorize(approval, by, standing, at);
  if (authority.kind === "refused") return { kind: authority.why, approval };
  const said = reason?.trim() === "" ? undefined : reason?.trim();
  if (verdict === "reject" && said === undefined && approval.request.reason === "required") {
    return { kind: "reason_required", approval };
  }
  const vote: Vote = { verdict, stage: approval.progress.stage, by, for: authority.for, at, reason: said };
  return count(approval, vote, tools);
}

/** Decides past the policy, as an administrator who answers for it: marked as such wherever the decision is shown. */
export function breakGlass(approval: Approval, { verdict, by, at, reason }: Decision): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  const vote: Vote = { verdict, stage: approval.progress.stage, by, at, reason, break_glass: true };
  return end(withVote(approval, vote), vote);
}

/** Takes a pending approval back. One that is past its expiry has expired instead. */
export function cancel(approval: Approval, at: Date, supersededBy?: string, withdrawnBy?: Person): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  const revision = approval.revision + 1;
  const progress = { ...approval.progress, supersededBy, withdrawnBy };
  return {
    kind: "cancelled",
    approval: { ...approval, status: "cancelled", progress, revision, decidedAt: at },
  };
}

/** As `cancel`, for somebody in the chat: only who asked may. */
export function withdraw(approval: Approval, by: Person, at: Date): Outcome {
  const { requested_by: requester } = approval.request;
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (requester === undefined || !hasId(requester) || !samePerson(requester, by)) {
    return { kind: "not_the_requester", approval };
  }
  return cancel(approval, at, undefined, by);
}

function count(before: Approval, vote: Vote, tools: StepTools): Outcome {
  const approval = withVote(before, vote);
  const agreeing = approval.votes.filter(
    ({ stage, verdict }) => stage === vote.stage && verdict === vote.verdict,
  );
  if (agreeing.length < currentStage(approval).policy[vote.verdict]) return { kind: "voted", approval, vote };
  if (vote.verdict === "reject" || vote.stage === approval.request.stages.length - 1)
    return end(approval, vote);
  return advance(approval, vote, tools);
}

function withVote(approval: Approval, vote: Vote): Approval {
  return { ...approval, votes: [...approval.votes, vote], revision: approval.revision + 1 };
}

function end(approval: Approval, vote: Vote): Outcome {
  const status = vote.verdict === "approve" ? "approved" : "rejected";
  return { kind: "decided", approval: { ...approval, status, decidedAt: vote.at }, vote };
}

function advance(approval: Approval, vote: Vote, { newId }: StepTools): Outcome {
  const stage = vote.stage + 1;
  const next = { ...approval, progress: { stage, stageStartedAt: vote.at, escalated: false, reminders: 0 } };
  const cards = newCards(currentStage(next).to, stage, newId);
  return { kind: "advanced", approval: { ...next, cards: [...approval.cards, ...cards] }, vote };
}
