import type { Delegation } from "./delegation.ts";

/** Keeps who acts for whom. */
export interface DelegationStore {
  insert(delegation: Delegation): Promise<void>;
  find(id: string): Promise<Delegation | undefined>;
  /** The newest first. */
  list(limit: number): Promise<readonly Delegation[]>;
  /** Whether there was such a delegation that was not revoked. */
  revoke(id: string, at: Date): Promise<boolean>;
}
