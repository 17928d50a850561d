import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";

/** What every part of a server is given: the world around it. */
export interface Around {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: () => Date;
  readonly random: () => number;
}

/** For faults of a part that goes on. */
export function logFault({ log }: Pick<Around, "log">, where: string): (fault: unknown) => void {
  return (err) => log.error({ err }, `${where} failed`);
}
