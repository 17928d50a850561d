import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { load } from "./load.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { signedClick } from "./signed-click.ts";
import { startBinary } from "./start-binary.ts";

const ON_DISK = join(import.meta.dir, "../../dist");
const ROUNDS = 10;
const SETTLE_MS = 3_000;

export interface MemoryResult {
  readonly callbacks: number;
  /** Resident memory after each tenth of the callbacks, in MiB. */
  readonly residentMiB: readonly number[];
}

/** Clicks on the built binary: first the votes, and then the same people again, by events of their own. */
export async function measureMemory(callbacks: number): Promise<MemoryResult> {
  const dataDir = mkdtempSync(join(ON_DISK, "bench-"));
  try {
    const seeded = seedApprovals(dataDir, { ended: 0, pending: callbacks / ROUNDS });
    await using server = await startBinary(dataDir);
    const residentMiB: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const clicks = seeded.map((one) => signedClick(one, new URL(server.url).host));
      await load(server.url, clicks, 64);
      await Bun.sleep(SETTLE_MS);
      residentMiB.push(server.residentMiB());
    }
    return { callbacks, residentMiB };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
