import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { load } from "./load.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { clickBytes, signedClick } from "./signed-click.ts";
import { startBinary } from "./start-binary.ts";

const ON_DISK = join(import.meta.dir, "../../dist");
const ROUNDS = 10;
const SETTLE_MS = 3_000;
const AT_ONCE = 64;

export interface MemoryResult {
  readonly callbacks: number;
  /** Resident memory after each tenth of the callbacks, in MiB. */
  readonly residentMiB: readonly number[];
  /** Pushes over the long connection that were not answered with code 200. */
  readonly wrong: number;
}

/** Clicks on the built binary: first the votes, and then the same people again, by events of their own. */
export async function measureMemory(callbacks: number, road: "http" | "socket"): Promise<MemoryResult> {
  const dataDir = mkdtempSync(join(ON_DISK, "bench-"));
  try {
    const seeded = seedApprovals(dataDir, { ended: 0, pending: callbacks / ROUNDS });
    await using server = await startBinary(dataDir, road);
    const residentMiB: number[] = [];
    let wrong = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (road === "socket") {
        wrong += await server.lark.push(seeded.map(clickBytes), AT_ONCE);
      } else {
        const clicks = seeded.map((one) => signedClick(one, new URL(server.url).host));
        await load(server.url, clicks, AT_ONCE);
      }
      await Bun.sleep(SETTLE_MS);
      residentMiB.push(server.residentMiB());
    }
    return { callbacks, residentMiB, wrong };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
