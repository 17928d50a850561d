import { readNumber, readSeed } from "../support/read-number.ts";
import { endTidily } from "../support/tidy-at-signal.ts";
import { fuzzServer } from "./fuzz-server.ts";
import { fuzz } from "./fuzz.ts";
import { TRIALS } from "./parsers.ts";

// Prints what came of a million inputs to each parser of foreign bytes, to the routes and to the wire. Ends with 1, and with the
// seed, when one broke a promise.
const TARGETS = ["parsers", "routes", "wire", ...Object.keys(TRIALS)];
const [, , only] = process.argv;

if (only !== undefined && !TARGETS.includes(only)) {
  const asked = only === "--help" || only === "-h";
  const usage = `Usage: bun run fuzz [target]

Targets (all, without one): ${TARGETS.join(", ")}

FUZZ_INPUTS  how many inputs each gets (default: 1000000)
FUZZ_SEED    where the inputs start, to see a run again (default: by chance)

Ends with 1 where a promise was broken.`;
  if (asked) console.log(usage);
  else console.error(`No target is named ${only}.\n\n${usage}`);
  process.exit(asked ? 0 : 2);
}

const INPUTS = readNumber("FUZZ_INPUTS", 1_000_000);
const SEED = readSeed("FUZZ_SEED");

process.on("unhandledRejection", (fault) => {
  console.error("unhandled rejection", fault);
  endTidily(1);
});

for (const [name, trial] of Object.entries(TRIALS)) {
  if (only !== undefined && only !== "parsers" && only !== name) continue;
  const started = performance.now();
  const counts = fuzz(trial, { inputs: INPUTS, seed: SEED });
  print(name, INPUTS, counts, started);
}
if (only === undefined || only === "routes" || only === "wire") {
  process.exitCode = await fuzzServer({ inputs: INPUTS, seed: SEED, only, print });
}

function print(name: string, inputs: number, counts: ReadonlyMap<string, number>, started: number): void {
  const seconds = (performance.now() - started) / 1000;
  const rate = Math.round(inputs / seconds).toLocaleString("en");
  console.log(
    `${name}: ${inputs.toLocaleString("en")} inputs from seed ${SEED} in ${seconds.toFixed(1)} s, ${rate}/s`,
  );
  for (const [outcome, count] of [...counts].toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${String(count).padStart(9)}  ${outcome}`);
  }
}
