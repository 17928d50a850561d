import { ApprovalError } from "./approval-error.ts";
import type { Delegation } from "./delegation.ts";
import { hasId, type Person, samePerson } from "./person.ts";

/** What is asked for; it ends at a time, or after so many seconds. */
export interface DelegationRequest {
  readonly from: Person;
  readonly to: Person;
  /** Now, if left out. */
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
  /** Seconds from the start. */
  readonly duration?: number | undefined;
}

/** Milliseconds: a year, leap years too. */
const LONGEST = 366 * 86_400_000;

/**
 * Somebody's place handed to another, from now on or from later. Throws ApprovalError `invalid_delegation` unless both
 * are people, not one and the same, the delegate known by open_id, and it ends after its start and now, within a year.
 */
export function newDelegation(
  { from, to, startsAt, endsAt, duration }: DelegationRequest,
  { now, newId }: { now: Date; newId: () => string },
): Delegation {
  if (!hasId(from)) throw invalid("from: needs an open_id, user_id or union_id");
  if (to.open_id === undefined) throw invalid("to: needs an open_id, for that is what a click tells");
  if (samePerson(from, to)) throw invalid("to: is the same person as from");
  const start = startsAt ?? now;
  const end = findEnd(start, endsAt, duration);
  if (!(end > start)) throw invalid("ends_at: has to be after starts_at");
  if (end <= now) throw invalid("ends_at: is over already");
  if (end.getTime() - start.getTime() > LONGEST) throw invalid("ends_at: within a year of starts_at");
  return { id: `dlg_${newId()}`, from, to, startsAt: start, endsAt: end };
}

function findEnd(start: Date, endsAt: Date | undefined, duration: number | undefined): Date {
  if ((endsAt === undefined) === (duration === undefined)) throw invalid("say one of ends_at and duration");
  return endsAt ?? new Date(start.getTime() + (duration ?? 0) * 1000);
}

function invalid(message: string): ApprovalError {
  return new ApprovalError("invalid_delegation", message);
}
