import type { Config } from "../config/config.ts";
import type { Retention } from "../storage/sqlite/retention.ts";
import { type Around, logFault } from "./around.ts";

const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Between two steps, for those who decide. */
const PAUSE_MS = 20;

/**
 * Forgets what ended more than COUNTERSIGN_KEEP_DAYS ago and gives the room back, from the start on and every hour, until it is
 * stopped; 0 keeps all.
 */
export function startRetention(
  retention: Retention,
  { COUNTERSIGN_KEEP_DAYS: keepDays }: Pick<Config, "COUNTERSIGN_KEEP_DAYS">,
  around: Pick<Around, "clock" | "log">,
): { stop(): Promise<void> } {
  if (keepDays === 0) return { stop: async () => {} };
  const stopping = new AbortController();
  const sweep = async (): Promise<void> => {
    const until = new Date(around.clock().getTime() - keepDays * DAY_MS);
    let place = await retention.step(until, around.clock());
    while (place !== undefined && !stopping.signal.aborted) {
      await Bun.sleep(PAUSE_MS);
      place = await retention.step(until, around.clock(), place);
    }
    while (!stopping.signal.aborted && (await retention.giveBack())) await Bun.sleep(PAUSE_MS);
  };
  let sweeping: Promise<void> | undefined;
  const start = (): void => {
    sweeping ??= sweep()
      .catch(logFault(around, "retention"))
      .finally(() => (sweeping = undefined));
  };
  start();
  const timer = setInterval(start, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await sweeping;
    },
  };
}
