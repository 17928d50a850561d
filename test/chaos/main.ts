import { join } from "node:path";

import { chaos } from "./chaos.ts";
import { LARK_FAULTS } from "./lark-faults.ts";
import { showFaults } from "./planted.ts";

/**
 * Kills the built server under load, and prints what was left of it. Ends with 1 when a promise was broken. `--faults`
 * builds the server with each planted fault (`--faults WORDS`: those that are named so), and says what was seen of it.
 */
const KILLS = Number(process.env["CHAOS_KILLS"] ?? 100);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const BINARY = join(import.meta.dir, "../../dist/countersign");

if (process.argv[2] === "--faults") {
  if (!(await showFaults(SEED, process.argv[3]))) process.exitCode = 1;
} else {
  const started = performance.now();
  const { stories, presses, pushed, acknowledged, untaken, faults, slowestMs, wrong } = await chaos({
    binary: BINARY,
    kills: KILLS,
    seed: SEED,
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(
    `${KILLS} kills in ${seconds} s, seed ${SEED}, ${faults} faults of ${LARK_FAULTS.length} kinds`,
  );
  console.log(
    `  ${stories} requests, ${presses} presses (${pushed} over the long connection), ${acknowledged} acknowledged, ` +
      `slowest ${slowestMs} ms; ${untaken} webhooks failed at first`,
  );
  for (const line of wrong) console.error(`  ${line}`);
  console.log(wrong.length === 0 ? "no promise was broken" : `${wrong.length} promises were broken`);
  if (wrong.length > 0) process.exitCode = 1;
}
