import type { Commit, Step } from "./approval-store.ts";
import { openApprovers } from "./authorize.ts";
import type { Click, RuledClick } from "./click.ts";
import type { Committer } from "./committer.ts";
import type { StepTools } from "./decide.ts";
import type { Directory } from "./directory.ts";
import { askDirectory, type Memberships, NOT_ASKED } from "./memberships.ts";

export interface ClickTools extends StepTools {
  readonly committer: Committer;
  readonly directory: Directory;
  readonly clock: () => Date;
}

/**
 * Commits what a click comes to, one click of an approval after the other. Who belongs to the groups that may answer is
 * asked only where the answer depends on it, and the time that this takes does not count.
 */
export function commitClick<C extends Click | RuledClick>(
  click: C,
  stepOf: (click: C, isMember: Memberships, at: Date, tools: StepTools) => Step,
  { committer, directory, clock, newId }: ClickTools,
): Promise<Commit> {
  return committer.locked(click.approvalId, async () => {
    const at = clock();
    const attempt = (memberships: Memberships) =>
      committer.commitClick(click.approvalId, click, at, stepOf(click, memberships, at, { newId }));
    const first = await attempt(NOT_ASKED);
    if (first.kind !== "committed" || first.outcome.kind !== "membership_needed") return first;
    return attempt(await askDirectory(directory, openApprovers(first.outcome.approval), click.operator));
  });
}
