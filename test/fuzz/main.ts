import { fuzz } from "./fuzz.ts";
import { TRIALS } from "./trials.ts";

/** Prints what came of a million inputs to each parser of foreign bytes; ends with 1 and the seed when one broke a promise. */
const INPUTS = Number(process.env["FUZZ_INPUTS"] ?? 1_000_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

process.on("unhandledRejection", (fault) => {
  console.error("unhandled rejection", fault);
  process.exit(1);
});

for (const [name, trial] of Object.entries(TRIALS)) {
  const started = performance.now();
  const counts = fuzz(trial, { inputs: INPUTS, seed: SEED });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${INPUTS.toLocaleString("en")} inputs from seed ${SEED} in ${seconds} s`);
  for (const [outcome, count] of [...counts].toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${String(count).padStart(9)}  ${outcome}`);
  }
}
