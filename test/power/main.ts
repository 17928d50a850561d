import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readNumber } from "../support/read-number.ts";
import { tidyAtSignal } from "../support/tidy-at-signal.ts";
import { cutPower } from "./cut.ts";
import { canRecord, record } from "./record.ts";

const USAGE = `Usage: bun run power

Prints what power cuts leave: of the server as it is, and of two that do not wait for the disk.

STATES  how many disks are made of the server's writes (default: 1500)
SEED    where chance starts (default: 1)

Ends with 1 where a decision was lost that was acknowledged, or where those two did not lose any: then the cuts prove
nothing.`;

if (process.argv.length > 2) {
  console.log(USAGE);
  process.exit(process.argv[2] === "--help" || process.argv[2] === "-h" ? 0 : 2);
}

const STATES = readNumber("STATES", 1_500);
const SEED = readNumber("SEED", 1, 0);
const DECISIONS = 150;

if (!canRecord()) {
  console.error("power cuts need strace, and the right to trace: apt-get install strace");
  process.exit(1);
}
const root = mkdtempSync(join(tmpdir(), "countersign-power-"));
tidyAtSignal(() => rmSync(root, { recursive: true, force: true }));
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
