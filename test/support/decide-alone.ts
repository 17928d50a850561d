import type { Approval } from "../../src/approval/approval.ts";
import type { Standing } from "../../src/approval/authorize.ts";
import { decide, type Decision } from "../../src/approval/decide.ts";
import type { Outcome } from "../../src/approval/outcome.ts";

/** Somebody who is in no group, and whom nobody has handed over to. */
export const ALONE: Standing = { isMember: () => false, delegations: [] };

/** A decision of somebody who is known by their ids alone. New cards are `crd_new`. */
export function decideAlone(approval: Approval, decision: Decision): Outcome {
  return decide(approval, decision, ALONE, { newId: () => "new" });
}
