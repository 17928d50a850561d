import type { AuditHead } from "../audit/audit-row.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { type Around, logFault } from "./around.ts";

const EVERY = {
  lookMs: 5_000,
  upkeepMs: 15_000,
  anchorMs: 3_600_000,
};

/**
 * Says in the log, once, what keeps commits from the disk or soon will, and once that it is over. Says there too, every
 * hour and at the stop, where the audit log ends: who can write in the database cannot write there. Keeps the storage up
 * meanwhile: room in reserve, and a log of SQLite's that does not grow for ever.
 */
export function watchStorage(
  { check, warnings, keepUp, audit }: Pick<Storage, "check" | "warnings" | "keepUp" | "audit">,
  around: Pick<Around, "log">,
  { lookMs, upkeepMs, anchorMs } = EVERY,
): { stop(): Promise<void> } {
  const { log } = around;
  const said = new Set<string>();
  const look = (): void => {
    for (const { name, fault } of [check, ...warnings]) {
      const found = fault();
      if ((found === undefined) === !said.has(name)) continue;
      if (found === undefined) {
        said.delete(name);
        log.info({ check: name }, `${name} is well again`);
      } else {
        said.add(name);
        log.error({ check: name }, `${name} is not well: ${found}`);
      }
    }
  };
  let anchored: AuditHead | undefined;
  const anchor = (): void => {
    try {
      const { seq: count, hash: head } = audit.head();
      if (count === anchored?.seq) return;
      anchored = { seq: count, hash: head };
      log.info({ count, head }, "the audit log ends here");
    } catch (fault) {
      // A disk that fails ends no process from a timer.
      logFault(around, "reading where the audit log ends")(fault);
    }
  };
  let keeping: Promise<void> | undefined;
  const upkeep = (): void => {
    keeping ??= keepUp()
      .catch(logFault(around, "upkeep of the storage"))
      .finally(() => (keeping = undefined));
  };
  const timers = [
    setInterval(look, lookMs),
    setInterval(upkeep, upkeepMs),
    setInterval(anchor, anchorMs),
    setTimeout(anchor, lookMs),
  ];
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await keeping;
      anchor();
    },
  };
}
