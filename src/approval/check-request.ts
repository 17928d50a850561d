import { ApprovalError } from "./approval-error.ts";
import type { ApprovalRequest, Recipient } from "./approval.ts";
import { hasId, type Person, samePerson } from "./person.ts";

/** Seconds: a card can be updated for 14 days after it was sent, and must still show that it has expired. */
const LONGEST_EXPIRY = 14 * 86_400 - 3_600;
export const DEFAULT_EXPIRY = 7 * 86_400;
const MOST = { fields: 50, recipients: 50, approvers: 200 } as const;

/**
 * Throws ApprovalError for a request that nobody could answer, or that could not be shown. `expiresIn` is in seconds.
 * What passes has at least one recipient, somebody who may approve, and a policy that these people can satisfy.
 */
export function checkRequest(request: ApprovalRequest, expiresIn: number): void {
  checkExpiry(expiresIn);
  checkRecipients(request.to);
  checkApprovers(request);
  if (request.fields.length > MOST.fields) {
    throw new ApprovalError(
      "too_many_fields",
      `fields: at most ${MOST.fields}, not ${request.fields.length}`,
    );
  }
}

function checkExpiry(seconds: number): void {
  if (!(seconds > 0)) throw new ApprovalError("expiry_in_past", "expires_in: must be more than 0 seconds");
  if (seconds > LONGEST_EXPIRY) {
    const why = "the platform lets a card be updated for 14 days";
    throw new ApprovalError(
      "expiry_too_far",
      `expires_in: at most ${LONGEST_EXPIRY} seconds, because ${why}`,
    );
  }
}

function checkRecipients(to: readonly Recipient[]): void {
  if (to.length === 0) throw new ApprovalError("no_recipients", "to: name at least one chat or person");
  if (to.length > MOST.recipients) {
    throw new ApprovalError("too_many_recipients", `to: at most ${MOST.recipients}, not ${to.length}`);
  }
  const seen = new Set<string>();
  for (const recipient of to) {
    const given = Object.entries(recipient).filter(([, id]) => id !== undefined);
    const [only] = given;
    if (only === undefined || given.length > 1) {
      throw new ApprovalError(
        "invalid_recipient",
        "to: each takes one of chat_id, open_id, user_id, union_id, email",
      );
    }
    if (seen.has(only.join(":")))
      throw new ApprovalError("invalid_recipient", `to: ${only[0]} is there twice`);
    seen.add(only.join(":"));
  }
}

function checkApprovers({
  approvers,
  policy,
  requested_by: requester,
  allow_self_approval,
}: ApprovalRequest): void {
  if (approvers === "anyone") return;
  if (approvers.length === 0) {
    throw new ApprovalError("no_approvers", 'approvers: name at least one person, or say "anyone"');
  }
  if (approvers.length > MOST.approvers) {
    throw new ApprovalError(
      "too_many_approvers",
      `approvers: at most ${MOST.approvers}, not ${approvers.length}`,
    );
  }
  if (!approvers.every(hasId)) {
    throw new ApprovalError("invalid_person", "approvers: each needs an open_id, user_id or union_id");
  }
  const mayVote = distinct(approvers).filter(
    (ids) => allow_self_approval || requester === undefined || !ids.some((one) => samePerson(requester, one)),
  );
  if (mayVote.length === 0) {
    throw new ApprovalError(
      "no_approvers",
      "approvers: only the requester is left; set allow_self_approval to allow that",
    );
  }
  for (const verdict of ["approve", "reject"] as const) {
    if (policy[verdict] > mayVote.length) {
      const found = `${policy[verdict]} of ${mayVote.length} who may vote`;
      throw new ApprovalError("impossible_policy", `policy.${verdict}: ${found}`);
    }
  }
}

/**
 * The entries by person: two are one person if they share an id, or if a third shares one with each. People under
 * different kinds of id may still be the same, so these are the most that they can be.
 */
function distinct(entries: readonly Person[]): readonly (readonly Person[])[] {
  return entries.reduce<readonly (readonly Person[])[]>((people, entry) => {
    const isSame = (ids: readonly Person[]): boolean => ids.some((one) => samePerson(one, entry));
    return [...people.filter((ids) => !isSame(ids)), [...people.filter(isSame).flat(), entry]];
  }, []);
}
