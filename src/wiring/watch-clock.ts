import type { PutForward } from "../storage/sqlite/put-forward.ts";
import { type Around, logFault } from "./around.ts";

const LOOK_MS = 1_000;
/** What a clock that is kept right is corrected by is less. */
const JUMP_MS = 5_000;

/** Says when the clock was set, and lets nothing that is owed wait for the time that was taken back. */
export function watchClock(
  putForward: PutForward,
  monotonic: () => number,
  around: Pick<Around, "clock" | "log">,
): { stop(): Promise<void> } {
  const { clock, log } = around;
  let before = { wall: clock().getTime(), ran: monotonic() };
  let putting: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    const now = { wall: clock().getTime(), ran: monotonic() };
    const jumped = now.wall - before.wall - (now.ran - before.ran);
    before = now;
    if (Math.abs(jumped) < JUMP_MS) return;
    log.warn({ seconds: Math.round(jumped / 1_000) }, "the clock was set");
    if (jumped < 0) {
      putting = putForward(-Math.round(jumped), new Date(now.wall)).catch(logFault(around, "clock"));
    }
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await putting;
    },
  };
}
