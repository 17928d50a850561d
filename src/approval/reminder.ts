import type { Approval, Reminders } from "./approval.ts";
import { openApprovers } from "./authorize.ts";
import { type Person, samePerson } from "./person.ts";
import { afterQuietHours } from "./quiet-hours.ts";
import { isGroup } from "./stage.ts";

/** What has become of a reminder that is owed, by the time that it can be sent. */
export type Reminder =
  /** Nothing is waited for any more, or not with this card. */
  | { readonly kind: "over" }
  /** Nobody is to be disturbed before then. */
  | { readonly kind: "quiet"; readonly until: Date }
  | { readonly kind: "due"; readonly by: Reminders["by"]; readonly people: readonly Person[] };

/** Whether to remind by a card of this stage now, and whom: those named as approvers whose answer is still to come. */
export function reminderNow(approval: Approval, stage: number, at: Date): Reminder {
  const { request, progress, status, expiresAt } = approval;
  if (status !== "pending" || stage !== progress.stage || at >= expiresAt) return { kind: "over" };
  const until = afterQuietHours(at, request.quiet_hours);
  if (until > at) return { kind: "quiet", until };
  return { kind: "due", by: request.remind?.by ?? "reply", people: stillToAnswer(approval) };
}

/** Who belongs to a group is not known here, and "anyone" is nobody in particular. */
function stillToAnswer(approval: Approval): readonly Person[] {
  const { request, progress, votes } = approval;
  const approvers = openApprovers(approval);
  if (approvers === "anyone") return [];
  const answered = votes
    .filter(({ stage }) => stage === progress.stage)
    .flatMap((vote) => [vote.by, vote.for]);
  const excluded = request.allow_self_approval ? answered : [...answered, request.requested_by];
  return approvers.filter(
    (approver): approver is Person =>
      !isGroup(approver) && !excluded.some((person) => person !== undefined && samePerson(person, approver)),
  );
}
