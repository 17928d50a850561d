import { fuzzServer } from "./fuzz-server.ts";
import { fuzz } from "./fuzz.ts";
import { TRIALS } from "./parsers.ts";

// Prints what came of a million inputs to each parser of foreign bytes, to the routes and to the wire. Ends with 1, and with the
// seed, when one broke a promise.
const INPUTS = Number(process.env["FUZZ_INPUTS"] ?? 1_000_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const [, , only] = process.argv;

process.on("unhandledRejection", (fault) => {
  console.error("unhandled rejection", fault);
  process.exit(1);
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
