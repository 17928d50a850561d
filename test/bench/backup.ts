import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { load, type LoadResult } from "./load.ts";
import { seedApprovals, type Seeded } from "./seed-approvals.ts";
import { signedClick } from "./signed-click.ts";
import { startBinary } from "./start-binary.ts";

const DIST = join(import.meta.dir, "../../dist");
const CLICKS_AT_ONCE = 2_000;
const MOST_ROUNDS = 30;
/** Few, so that the answers are waited for by the disk, and not by each other. */
const CONNECTIONS = 4;

export interface BackupFigures {
  readonly quietP99Ms: number;
  readonly busyP99Ms: number;
  readonly seconds: number;
  readonly wrong: number;
}

/** The median p99 of rounds of decisions in a database of so many MB, alone and while the built binary backs it up. */
export async function measureBackup(megabytes: number): Promise<BackupFigures> {
  const dataDir = mkdtempSync(join(DIST, "bench-"));
  try {
    const seeded = seedApprovals(dataDir, { ended: 0, pending: CLICKS_AT_ONCE * MOST_ROUNDS });
    pad(dataDir, megabytes);
    await using server = await startBinary(dataDir);
    const host = new URL(server.url).host;
    const round = (approvals: readonly Seeded[]): Promise<LoadResult> =>
      load(
        server.url,
        approvals.map((one) => signedClick(one, host)),
        CONNECTIONS,
      );
    let used = 0;
    const next = (): Promise<LoadResult> => round(seeded.slice(used, (used += CLICKS_AT_ONCE)));
    await next();
    const quiet = [await next(), await next(), await next(), await next(), await next()];
    const started = performance.now();
    const child = Bun.spawn(
      [join(DIST, "countersign"), "backup", join(dataDir, "a.backup"), "--data-dir", dataDir],
      { env: {}, stdio: ["ignore", "ignore", "inherit"] },
    );
    const busy: LoadResult[] = [];
    while (child.exitCode === null && used < seeded.length) busy.push(await next());
    if ((await child.exited) !== 0) throw new Error(`backup ended with ${child.exitCode}`);
    return {
      quietP99Ms: medianP99(quiet),
      busyP99Ms: medianP99(busy),
      seconds: (performance.now() - started) / 1000,
      wrong: [...quiet, ...busy].reduce((sum, { wrong }) => sum + wrong, 0),
    };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** Values of handlers are the quickest to make many megabytes of. */
function pad(dataDir: string, megabytes: number): void {
  using db = new Database(join(dataDir, "countersign.db"));
  const insert = db.prepare<never, [string, string]>("insert into handler_store values ('bench', ?, ?)");
  db.transaction(() => {
    for (let made = 0; made < megabytes; made += 1)
      insert.run(String(made), Buffer.alloc(500_000, made.toString(16)).toString("hex"));
  })();
  insert.finalize();
  db.run("pragma wal_checkpoint(TRUNCATE)");
}

function medianP99(results: readonly LoadResult[]): number {
  return results.map(({ p99Ms }) => p99Ms).toSorted((a, b) => a - b)[Math.floor(results.length / 2)] ?? 0;
}
