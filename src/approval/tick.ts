import { type Approval, currentStage } from "./approval.ts";
import { newCards } from "./new-approval.ts";
import type { Outcome } from "./outcome.ts";
import { afterQuietHours } from "./quiet-hours.ts";

/** What the clock alone does to a pending approval: at most one thing a call, the most final first. */
export function tick(approval: Approval, at: Date, { newId }: { newId: () => string }): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at >= approval.expiresAt) return expire(approval, at);
  const escalatesAt = escalationAt(approval);
  if (escalatesAt !== undefined && at >= escalatesAt) return escalate(approval, newId);
  const remindsAt = reminderAt(approval);
  if (remindsAt !== undefined && at >= remindsAt) return remind(approval, at);
  return { kind: "not_due", approval };
}

/** When the clock has something to do next; undefined once it has ended. */
export function nextTick(approval: Approval): Date | undefined {
  if (approval.status !== "pending") return undefined;
  const times = [approval.expiresAt, escalationAt(approval), reminderAt(approval)].filter(
    (time) => time !== undefined,
  );
  return new Date(Math.min(...times.map((time) => time.getTime())));
}

/** Ends a pending approval whose time has come. */
export function expire(approval: Approval, at: Date): Outcome {
  if (approval.status !== "pending") return { kind: "already_ended", approval };
  if (at < approval.expiresAt) return { kind: "not_due", approval };
  const revision = approval.revision + 1;
  return {
    kind: "expired",
    approval: { ...approval, status: "expired", revision, decidedAt: approval.expiresAt },
  };
}

function escalationAt(approval: Approval): Date | undefined {
  const { escalate } = currentStage(approval);
  if (escalate === undefined || approval.progress.escalated) return undefined;
  return later(approval.progress.stageStartedAt, escalate.after);
}

function escalate(approval: Approval, newId: () => string): Outcome {
  const { progress } = approval;
  const cards = newCards(currentStage(approval).escalate?.to ?? [], progress.stage, newId);
  const told = {
    ...approval,
    progress: { ...progress, escalated: true },
    cards: [...approval.cards, ...cards],
  };
  return { kind: "escalated", approval: { ...told, revision: approval.revision + 1 } };
}

/** With each reminder the wait for the next one doubles; one that would fall into the quiet hours comes after them. */
function reminderAt({ request, progress, expiresAt }: Approval): Date | undefined {
  if (request.remind === undefined) return undefined;
  const seconds = request.remind.after * (2 ** (progress.reminders + 1) - 1);
  const at = afterQuietHours(later(progress.stageStartedAt, seconds), request.quiet_hours);
  return at < expiresAt ? at : undefined;
}

/** Nothing that a card shows has changed, and so the revision has not. Those that were slept through are one. */
function remind(approval: Approval, at: Date): Outcome {
  const reminded = withReminders(approval, approval.progress.reminders + 1);
  const next = reminderAt(reminded);
  if (next !== undefined && next <= at) return remind(reminded, at);
  return { kind: "reminded", approval: reminded };
}

function withReminders(approval: Approval, reminders: number): Approval {
  return { ...approval, progress: { ...approval.progress, reminders } };
}

function later(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}
