import type { Vote } from "../approval/approval.ts";
import { type CardElement, sideBySide } from "./card-json.ts";
import type { Pen } from "./pen.ts";
import type { Scissors } from "./scissors.ts";
import { mapWords, WORDS, type Words } from "./words.ts";

/** Who has said what, when and why, the approvals first; `most` of each, and how many more there are. */
export function voteList(
  votes: readonly Vote[],
  most: number,
  pen: Pen,
  scissors: Scissors,
): readonly CardElement[] {
  const lines = (shown: readonly Vote[]) => shown.map((vote) => drawVote(vote, pen, scissors));
  return groups(votes, pen).flatMap(({ heading, of }) => {
    const [shown, hidden] = [of.slice(0, most), of.slice(most)];
    const elements = [
      heading,
      ...(shown.length === 0 ? [] : [pen.lines(lines(shown))]),
      ...(hidden.length === 0 ? [] : [pen.note(WORDS.andMore(hidden.length))]),
    ];
    return of.length === 0 ? [] : [sideBySide(elements)];
  });
}

interface VoteGroup {
  readonly heading: CardElement;
  readonly of: readonly Vote[];
}

function groups(votes: readonly Vote[], pen: Pen): readonly VoteGroup[] {
  const byPolicy = votes.filter(({ break_glass }) => break_glass === undefined);
  const past = votes.filter(({ break_glass }) => break_glass === true);
  return [
    { heading: pen.note(WORDS.approvedBy), of: byPolicy.filter(({ verdict }) => verdict === "approve") },
    { heading: pen.note(WORDS.rejectedBy), of: byPolicy.filter(({ verdict }) => verdict === "reject") },
    // Only the last vote of an approval can be one.
    { heading: pen.strong(WORDS.brokenBy[past[0]?.verdict ?? "approve"]), of: past },
  ];
}

/** One line, and the reason in quotation marks on another. */
function drawVote({ by, for: principal, at, reason }: Vote, pen: Pen, scissors: Scissors): Words {
  const said =
    reason === undefined ? "" : `\n“${pen.text(scissors.trim(reason, { atMost: LONGEST_REASON }))}”`;
  return mapWords(voter(by, principal, pen), (who) => `${who} · ${pen.time(at)}${said}`);
}

/** Bytes: all that the card's own input takes of Latin letters, and 400 Chinese ones. */
const LONGEST_REASON = 1200;

function voter(by: Vote["by"], principal: Vote["for"], pen: Pen): Words {
  if (principal !== undefined) return WORDS.inPlaceOf(pen.person(by), pen.person(principal));
  return { en_us: pen.person(by), zh_cn: pen.person(by) };
}
