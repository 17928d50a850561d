import { ApprovalError } from "./approval-error.ts";
import type { RefusedCreation } from "./approval-store.ts";
import type { ApprovalRequest } from "./approval.ts";

/** Why an approval was not created, for who asked. */
export function refusal(creation: RefusedCreation, { supersedes }: ApprovalRequest): ApprovalError {
  switch (creation.kind) {
    case "conflict":
      return new ApprovalError("idempotency_conflict", "this Idempotency-Key was used with another body");
    case "superseded_not_found":
      return new ApprovalError("superseded_not_found", `supersedes: there is no approval ${supersedes}`);
    default:
      return new ApprovalError("superseded_ended", `supersedes: it is ${creation.superseded.status} already`);
  }
}
