import type { ApproverAnswer, PersonAnswer } from "../api/approval-answer.ts";
import { printable } from "../paint.ts";

/** A person by name, or else by the first id that is known. */
export function describePerson({ name, open_id, user_id, union_id }: PersonAnswer): string {
  return printable(name ?? open_id ?? user_id ?? union_id ?? "somebody");
}

/** Such as `ou_…, the members of oc_…`. */
export function describeApprovers(approvers: "anyone" | readonly ApproverAnswer[]): string {
  return approvers === "anyone" ? approvers : approvers.map(describeApprover).join(", ");
}

function describeApprover({ chat_id, department_id, user_group_id, ...person }: ApproverAnswer): string {
  if (chat_id !== undefined) return `the members of ${printable(chat_id)}`;
  if (department_id !== undefined) return `department ${printable(department_id)}`;
  return user_group_id === undefined ? describePerson(person) : `group ${printable(user_group_id)}`;
}
