import { type ApprovalService, createApprovalService } from "../../src/approval/approval-service.ts";
import type { ApprovalStore } from "../../src/approval/approval-store.ts";
import { KeyedMutex } from "../../src/keyed-mutex.ts";
import type { TestClock } from "./test-clock.ts";

/** The real service over a store. Its ids count up, so that a test can name them: `apr_0001` and so on. */
export function serviceOver(
  store: ApprovalStore,
  clock: TestClock,
  options: Partial<Parameters<typeof createApprovalService>[0]> = {},
): ApprovalService {
  let ids = 0;
  return createApprovalService({
    store,
    directory: { isMember: async () => undefined },
    locks: new KeyedMutex(),
    clock: clock.now,
    newId: () => String(++ids).padStart(4, "0"),
    wakeOutbox: () => {},
    ...options,
  });
}
