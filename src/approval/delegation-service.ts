import { ApprovalError } from "./approval-error.ts";
import type { Actor } from "./approval-store.ts";
import type { DelegationStore } from "./delegation-store.ts";
import type { Delegation } from "./delegation.ts";
import { type DelegationRequest, newDelegation } from "./new-delegation.ts";

export interface DelegationServiceOptions {
  readonly store: DelegationStore;
  readonly clock: () => Date;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
}

/** Who acts for whom. It counts from the next click on, and covers what is pending already. */
export interface DelegationService {
  /** Throws ApprovalError `invalid_delegation`. */
  create(request: DelegationRequest, actor: Actor): Promise<Delegation>;
  /** The newest first, those that are over too. */
  list(limit: number): Promise<readonly Delegation[]>;
  /** Ends it now. Throws ApprovalError `delegation_not_found`, also for one that was revoked before. */
  revoke(id: string, actor: Actor): Promise<Delegation>;
}

export function createDelegationService({
  store,
  clock,
  newId,
}: DelegationServiceOptions): DelegationService {
  return {
    async create(request, actor) {
      const now = clock();
      const delegation = newDelegation(request, { now, newId });
      await store.insert(delegation, now, actor);
      return delegation;
    },
    list: (limit) => store.list(limit),
    async revoke(id, actor) {
      const delegation = await store.find(id);
      const at = clock();
      if (delegation === undefined || !(await store.revoke(id, at, actor))) {
        throw new ApprovalError("delegation_not_found", `there is no delegation ${id} that was not revoked`);
      }
      return { ...delegation, revokedAt: at };
    },
  };
}
