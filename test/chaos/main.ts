import { join } from "node:path";

import { readNumber, readSeed } from "../support/read-number.ts";
import { chaos } from "./chaos.ts";
import { LARK_FAULTS } from "./lark-faults.ts";
import { showFaults } from "./planted.ts";

const USAGE = `Usage: bun run chaos [--faults [WORDS]]

Kills the built server under load and Lark's faults, starts it again, and looks at what is left.

--faults     builds the server with each planted fault (WORDS: those named so), and says what was seen of it

CHAOS_KILLS  how often it is killed (default: 100)
SEED         where chance starts (default: by chance)

Ends with 1 where a promise was broken, or where a planted fault was not seen.`;

const BINARY = join(import.meta.dir, "../../dist/countersign");
const [mode, words] = process.argv.slice(2);

if (mode === "--help" || mode === "-h") console.log(USAGE);
else if (mode === "--faults") await plant();
else if (mode === undefined) await kill();
else {
  console.error(USAGE);
  process.exitCode = 2;
}

async function plant(): Promise<void> {
  if (!(await showFaults(readSeed(), words))) process.exitCode = 1;
}

async function kill(): Promise<void> {
  const kills = readNumber("CHAOS_KILLS", 100);
  const seed = readSeed();
  const started = performance.now();
  const { stories, presses, pushed, acknowledged, untaken, faults, slowestMs, wrong } = await chaos({
    binary: BINARY,
    kills,
    seed,
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(
    `${kills} kills in ${seconds} s, seed ${seed}, ${faults} faults of ${LARK_FAULTS.length} kinds`,
  );
  console.log(
    `  ${stories} requests, ${presses} presses (${pushed} over the long connection), ${acknowledged} acknowledged, ` +
      `slowest ${slowestMs} ms; ${untaken} webhooks failed at first`,
  );
  for (const line of wrong) console.error(`  ${line}`);
  console.log(wrong.length === 0 ? "no promise was broken" : `${wrong.length} promises were broken`);
  if (wrong.length > 0) process.exitCode = 1;
}
