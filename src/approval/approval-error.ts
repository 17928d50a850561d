/** A request that the domain does not take, with a stable code. The message names the mend and holds no secret. */
export class ApprovalError extends Error {
  override readonly name = "ApprovalError";
  readonly code: ApprovalErrorCode;

  constructor(code: ApprovalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type ApprovalErrorCode =
  | "approval_not_found"
  | "no_approvers"
  | "no_recipients"
  | "invalid_person"
  | "invalid_recipient"
  | "impossible_policy"
  | "expiry_in_past"
  | "expiry_too_far"
  | "too_many_fields"
  | "too_many_recipients"
  | "too_many_approvers"
  | "invalid_stages"
  | "invalid_escalation"
  | "invalid_reminder"
  | "invalid_quiet_hours"
  | "reason_required"
  | "superseded_not_found"
  | "superseded_ended"
  | "already_ended"
  | "invalid_delegation"
  | "delegation_not_found"
  | "idempotency_conflict";
