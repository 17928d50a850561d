import { type Approval, currentStage, type Verdict, type Vote } from "../approval/approval.ts";
import { type CardElement, sideBySide } from "./card-json.ts";
import type { Pen } from "./pen.ts";
import type { Scissors } from "./scissors.ts";
import { joinWords, WORDS } from "./words.ts";

/** How far it is while it is pending, when one vote is not enough; and who has said what, and when. */
export function voteList(approval: Approval, pen: Pen, scissors: Scissors): readonly CardElement[] {
  return [
    ...progress(approval, pen),
    ...group(WORDS.approvedBy, votesFor(approval, "approve"), pen, scissors),
    ...group(WORDS.rejectedBy, votesFor(approval, "reject"), pen, scissors),
  ];
}

function progress(approval: Approval, pen: Pen): readonly CardElement[] {
  const { policy } = currentStage(approval);
  if (approval.status !== "pending" || (policy.approve === 1 && policy.reject === 1)) return [];
  const approved = WORDS.progress(votesFor(approval, "approve").length, policy.approve);
  const rejected = votesFor(approval, "reject").length;
  const rejections = rejected === 0 ? [] : [WORDS.rejections(rejected, policy.reject)];
  return [pen.strong(joinWords([approved, ...rejections], " · "))];
}

function group(
  heading: typeof WORDS.approvedBy | typeof WORDS.rejectedBy,
  votes: readonly Vote[],
  pen: Pen,
  scissors: Scissors,
): readonly CardElement[] {
  if (votes.length === 0) return [];
  const shown = votes.slice(0, MOST_SHOWN).map((vote) => drawVote(vote, pen, scissors));
  const hidden = votes.length - shown.length;
  const more = hidden === 0 ? [] : [pen.note(WORDS.andMore(hidden))];
  return [sideBySide([pen.note(heading), pen.lines(shown), ...more])];
}

/** Two groups of these leave half of a card's bytes to what was asked. */
const MOST_SHOWN = 16;

function drawVote({ by, at, reason }: Vote, pen: Pen, scissors: Scissors): string {
  const said = reason === undefined ? [] : [pen.text(scissors.trim(reason, { atMost: LONGEST_REASON }))];
  return [pen.person(by), pen.time(at), ...said].join(" · ");
}

const LONGEST_REASON = 300;

function votesFor({ votes }: Approval, verdict: Verdict): readonly Vote[] {
  return votes.filter((vote) => vote.verdict === verdict);
}
