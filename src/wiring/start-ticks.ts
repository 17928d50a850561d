import type { ApprovalService } from "../approval/approval-service.ts";
import { type Around, logFault } from "./around.ts";

/** Milliseconds between two looks for approvals whose time has come. */
const EVERY_MS = 1_000;

/** Does what the clock has to do of approvals. One that somebody's click holds up does not hold up the next look. */
export function startTicks(
  { tickDue }: Pick<ApprovalService, "tickDue">,
  around: Pick<Around, "log">,
): { stop(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const tick = tickDue()
      .catch(logFault(around, "clock"))
      .finally(() => underWay.delete(tick));
    underWay.add(tick);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
