import { ApprovalError } from "./approval-error.ts";
import type { ApprovalRequest } from "./approval.ts";
import { hasId, type Person, samePerson } from "./person.ts";
import { isTimezone } from "./quiet-hours.ts";
import { type Approver, isGroup, type Recipient, type Stage } from "./stage.ts";

/** Seconds: a card can be updated for 14 days after it was sent, and must still show that it has expired. */
const LONGEST_EXPIRY = 14 * 86_400 - 3_600;
export const DEFAULT_EXPIRY = 7 * 86_400;
const MOST = { fields: 50, recipients: 50, approvers: 200, stages: 10 } as const;
/** Seconds. */
const SOONEST_REMINDER = 60;

/**
 * Throws ApprovalError for a request that nobody could answer, or that could not be shown. `expiresIn` is in seconds.
 * What passes has in each stage at least one recipient, somebody who may approve, and a policy that these people can
 * satisfy, as far as they are known by name.
 */
export function checkRequest(request: ApprovalRequest, expiresIn: number): void {
  checkExpiry(expiresIn);
  const { stages, fields, remind, quiet_hours } = request;
  if (stages.length === 0 || stages.length > MOST.stages) {
    throw new ApprovalError("invalid_stages", `stages: 1 to ${MOST.stages}`);
  }
  for (const [index, stage] of stages.entries())
    checkStage(stage, request, stages.length > 1 ? `stages[${index}].` : "");
  if (fields.length > MOST.fields) {
    throw new ApprovalError("too_many_fields", `fields: at most ${MOST.fields}, not ${fields.length}`);
  }
  if (remind !== undefined && !(remind.after >= SOONEST_REMINDER && remind.after <= LONGEST_EXPIRY)) {
    const range = `${SOONEST_REMINDER} to ${LONGEST_EXPIRY}`;
    throw new ApprovalError("invalid_reminder", `remind.after: ${range} seconds`);
  }
  if (quiet_hours !== undefined && !isTimezone(quiet_hours.timezone)) {
    throw new ApprovalError(
      "invalid_quiet_hours",
      "quiet_hours.timezone: not a time zone, such as Asia/Shanghai",
    );
  }
}

function checkStage(stage: Stage, request: ApprovalRequest, where: string): void {
  checkRecipients(stage.to, `${where}to`);
  checkApprovers(stage, request, where);
  const { escalate } = stage;
  if (escalate === undefined) return;
  if (stage.approvers === "anyone") {
    throw new ApprovalError("invalid_escalation", `${where}escalate: there is nobody to add to "anyone"`);
  }
  if (!(escalate.after > 0 && escalate.after <= LONGEST_EXPIRY) || escalate.approvers.length === 0) {
    throw new ApprovalError(
      "invalid_escalation",
      `${where}escalate: after more than 0 seconds, ${LONGEST_EXPIRY} at most, and to somebody`,
    );
  }
  checkRecipients(escalate.to, `${where}escalate.to`);
  checkEach(escalate.approvers, `${where}escalate.approvers`);
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

/** Throws ApprovalError for places that no card could go to. */
export function checkRecipients(to: readonly Recipient[], where: string): void {
  if (to.length === 0) throw new ApprovalError("no_recipients", `${where}: name at least one chat or person`);
  if (to.length > MOST.recipients) {
    throw new ApprovalError("too_many_recipients", `${where}: at most ${MOST.recipients}, not ${to.length}`);
  }
  const seen = new Set<string>();
  for (const recipient of to) {
    const given = Object.entries(recipient).filter(([, id]) => id !== undefined);
    const [only] = given;
    if (only === undefined || given.length > 1) {
      throw new ApprovalError(
        "invalid_recipient",
        `${where}: each takes one of chat_id, open_id, user_id, union_id, email`,
      );
    }
    if (seen.has(only.join(":")))
      throw new ApprovalError("invalid_recipient", `${where}: ${only[0]} is there twice`);
    seen.add(only.join(":"));
  }
}

function checkApprovers(
  { approvers, policy }: Stage,
  { requested_by: requester, allow_self_approval }: ApprovalRequest,
  inStage: string,
): void {
  const where = `${inStage}approvers`;
  if (approvers === "anyone") return;
  if (approvers.length === 0) {
    throw new ApprovalError("no_approvers", `${where}: name at least one, or say "anyone"`);
  }
  checkEach(approvers, where);
  // How many belong to a group is not known here, and may change.
  if (approvers.some(isGroup)) return;
  const mayVote = distinct(approvers as readonly Person[]).filter(
    (ids) => allow_self_approval || requester === undefined || !ids.some((one) => samePerson(requester, one)),
  );
  if (mayVote.length === 0) {
    throw new ApprovalError(
      "no_approvers",
      `${where}: only the requester is left; set allow_self_approval to allow that`,
    );
  }
  for (const verdict of ["approve", "reject"] as const) {
    if (policy[verdict] > mayVote.length) {
      const found = `${policy[verdict]} of ${mayVote.length} who may vote`;
      throw new ApprovalError("impossible_policy", `${inStage}policy.${verdict}: ${found}`);
    }
  }
}

function checkEach(approvers: readonly Approver[], where: string): void {
  if (approvers.length > MOST.approvers) {
    throw new ApprovalError(
      "too_many_approvers",
      `${where}: at most ${MOST.approvers}, not ${approvers.length}`,
    );
  }
  for (const approver of approvers) {
    const isOneGroup =
      isGroup(approver) && Object.values(approver).filter((id) => id !== undefined).length === 1;
    if (isOneGroup || (!isGroup(approver) && hasId(approver))) continue;
    throw new ApprovalError(
      "invalid_person",
      `${where}: each needs an open_id, user_id or union_id, or one of chat_id, department_id, user_group_id`,
    );
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
