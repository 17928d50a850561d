import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cutPower } from "./cut.ts";
import { canRecord, record } from "./record.ts";

/**
 * Prints what power cuts leave: of the server as it is, and of two that do not wait for the disk. Ends with 1 when a
 * decision was lost that was acknowledged, or when those two did not lose any, for then the cuts prove nothing.
 */
const STATES = Number(process.env["STATES"] ?? 1_500);
const SEED = Number(process.env["SEED"] ?? 1);
const DECISIONS = 150;

if (!canRecord()) {
  console.error("power cuts need strace, and the right to trace: apt-get install strace");
  process.exit(1);
}
const root = mkdtempSync(join(tmpdir(), "countersign-power-"));
try {
  for (const synchronous of ["FULL", "NORMAL", "OFF"]) {
    const isOurs = synchronous === "FULL";
    const acts = await record(root, synchronous, DECISIONS);
    const cuts = cutPower(root, acts, { states: isOurs ? STATES : 200, seed: SEED });
    const { states, losing, broken, syncs, first = "nothing wrong" } = cuts;
    console.log(`synchronous ${synchronous}: ${states} states over ${syncs} syncs, seed ${SEED}`);
    console.log(`  ${losing} lose a decision that was acknowledged, ${broken} are broken; ${first}`);
    if (losing + broken > 0 === isOurs) process.exitCode = 1;
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
