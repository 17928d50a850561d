import type { Actor } from "./approval-store.ts";
import type { Delegation } from "./delegation.ts";

/** Keeps who acts for whom. Each change is in the audit log with who made it. */
export interface DelegationStore {
  insert(delegation: Delegation, at: Date, actor: Actor): Promise<void>;
  find(id: string): Promise<Delegation | undefined>;
  /** The newest first. */
  list(limit: number): Promise<readonly Delegation[]>;
  /** Whether there was such a delegation that was not revoked. */
  revoke(id: string, at: Date, actor: Actor): Promise<boolean>;
}
