import type { Approval, Card, Vote } from "../approval/approval.ts";
import type { CardElement } from "./card-json.ts";
import type { Pen } from "./pen.ts";
import type { Scissors } from "./scissors.ts";
import { voteList } from "./vote-list.ts";
import { joinWords, WORDS, type Words } from "./words.ts";

export interface StageListOptions {
  readonly card: Pick<Card, "stage">;
  readonly pen: Pen;
  readonly scissors: Scissors;
  /** Votes shown by name of each kind. */
  readonly mostVotes: number;
}

/** How far it has come: what the stages that are over decided, and by whom; what the open one has and needs; what waits. */
export function stageList(approval: Approval, options: StageListOptions): readonly CardElement[] {
  const { stage: open } = approval.progress;
  const { pen, scissors, mostVotes } = options;
  const first = Math.max(0, open - MOST_EARLIER);
  const stages = Array.from({ length: open - first + 1 }, (_, index) => first + index);
  return [
    ...(first === 0 ? [] : [pen.note(WORDS.earlierStages(first))]),
    ...stages.flatMap((stage) => [
      ...heading(approval, stage, pen),
      ...voteList(votesIn(approval, stage), mostVotes, pen, scissors),
    ]),
    ...notes(approval, options.card).map((note) => pen.note(note)),
  ];
}

/** Stages that are over and still have their votes on the card, which may have 200 elements. */
const MOST_EARLIER = 2;

function heading(approval: Approval, stage: number, pen: Pen): readonly CardElement[] {
  const { length } = approval.request.stages;
  const name = length === 1 ? [] : [WORDS.stage(stage + 1, length)];
  const standing = stage < approval.progress.stage ? [WORDS.status.approved] : standingNow(approval);
  const parts = [...name, ...standing];
  return parts.length === 0 ? [] : [pen.strong(joinWords(parts, " · "))];
}

/** Of the stage that is open, or was last. Of a flat request the header has said it already, unless it takes several votes. */
function standingNow(approval: Approval): readonly Words[] {
  const { status, request, progress, votes: all } = approval;
  const { policy = { approve: 1, reject: 1 } } = request.stages[progress.stage] ?? {};
  const isFlat = request.stages.length === 1;
  // Past its policy, it was not the stage that came to this.
  const isSaid = isFlat || all.some(({ break_glass }) => break_glass);
  if (status !== "pending") return isSaid ? [] : [WORDS.status[status]];
  if (policy.approve === 1 && policy.reject === 1) return isFlat ? [] : [WORDS.open];
  const votes = votesIn(approval, progress.stage);
  const approved = votes.filter(({ verdict }) => verdict === "approve").length;
  const rejected = votes.length - approved;
  const rejections = rejected === 0 ? [] : [WORDS.rejections(rejected, policy.reject)];
  return [WORDS.progress(approved, policy.approve), ...rejections];
}

function notes({ status, request, progress }: Approval, card: Pick<Card, "stage">): readonly Words[] {
  const next = progress.stage + 1;
  const isPending = status === "pending";
  return [
    ...(progress.escalated ? [WORDS.escalated] : []),
    ...(isPending && next < request.stages.length ? [WORDS.nextStage(next + 1)] : []),
    ...(isPending && card.stage < progress.stage ? [WORDS.othersAnswer] : []),
  ];
}

function votesIn({ votes }: Approval, stage: number): readonly Vote[] {
  return votes.filter((vote) => vote.stage === stage);
}
