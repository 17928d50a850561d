import type { ApprovalStore } from "./approval-store.ts";
import type { Approval } from "./approval.ts";
import { authorize, openApprovers } from "./authorize.ts";
import type { Directory } from "./directory.ts";
import { askDirectory, NOT_ASKED } from "./memberships.ts";
import type { Person } from "./person.ts";

/** The newest pending approvals that are looked through: those of a server that keeps more are not found. */
const MOST_LOOKED_AT = 500;
/** Approvals for which the platform is asked about groups; of the others it is not known, and so they do not count. */
const MOST_ASKED_FOR = 20;

interface WaitingOptions {
  readonly store: Pick<ApprovalStore, "list" | "delegationsTo">;
  readonly directory: Directory;
}

/** The pending approvals that this person may answer now, newest first. */
export async function waitingFor(
  { store, directory }: WaitingOptions,
  person: Person,
  at: Date,
): Promise<readonly Approval[]> {
  const pending = await store.list({ status: "pending", limit: MOST_LOOKED_AT });
  const delegations = await store.delegationsTo(person);
  const waiting: Approval[] = [];
  let asked = 0;
  for (const approval of pending) {
    if (at >= approval.expiresAt) continue;
    let authority = authorize(approval, person, { isMember: NOT_ASKED, delegations }, at);
    if (authority.kind === "refused" && authority.why === "membership_needed" && asked < MOST_ASKED_FOR) {
      asked += 1;
      const isMember = await askDirectory(directory, openApprovers(approval), person);
      authority = authorize(approval, person, { isMember, delegations }, at);
    }
    if (authority.kind === "authorized") waiting.push(approval);
  }
  return waiting;
}
