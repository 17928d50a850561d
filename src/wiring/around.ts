import type { Log } from "../log.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { NotRecordedError } from "../not-recorded-error.ts";

/** What every part of a server is given: the world around it. */
export interface Around {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: () => Date;
  readonly random: () => number;
}

/** For faults of a part that goes on. That nothing can be written is said once for all of them, by who watches the storage. */
export function logFault({ log }: Pick<Around, "log">, where: string): (fault: unknown) => void {
  return (err) => {
    if (!(err instanceof NotRecordedError)) log.error({ err }, `${where} failed`);
  };
}
