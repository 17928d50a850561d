import type { Storage } from "../storage/sqlite/open-storage.ts";
import { type Around, logFault } from "./around.ts";

const LOOK_MS = 5_000;
const UPKEEP_MS = 15_000;

/**
 * Says in the log, once, what keeps commits from the disk or soon will, and once that it is over. Keeps the storage up
 * meanwhile: room in reserve, and a log that does not grow for ever.
 */
export function watchStorage(
  { check, warnings, keepUp }: Pick<Storage, "check" | "warnings" | "keepUp">,
  around: Pick<Around, "log">,
): { stop(): Promise<void> } {
  const said = new Map<string, string>();
  const look = (): void => {
    for (const { name, fault } of [check, ...warnings]) {
      const found = fault();
      if ((found === undefined) === !said.has(name)) continue;
      if (found === undefined) {
        said.delete(name);
        around.log.info({ check: name }, `${name} is well again`);
      } else {
        said.set(name, found);
        around.log.error({ check: name }, `${name} is not well: ${found}`);
      }
    }
  };
  let keeping: Promise<void> | undefined;
  const upkeep = (): void => {
    keeping ??= keepUp()
      .catch(logFault(around, "upkeep of the storage"))
      .finally(() => (keeping = undefined));
  };
  const timers = [setInterval(look, LOOK_MS), setInterval(upkeep, UPKEEP_MS)];
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await keeping;
    },
  };
}
