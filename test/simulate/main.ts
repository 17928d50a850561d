import { readNumber } from "../support/read-number.ts";
import { tidyAtSignal } from "../support/tidy-at-signal.ts";
import { FAULTS } from "./faults.ts";
import { simulate } from "./simulate.ts";

const USAGE = `Usage: bun run simulate [--faults]

Lives through worlds in virtual time on every core, and prints how many a second.

--faults  says at which seed each planted fault shows

WORLDS    how many (default: 100000)
SEED      that one alone

Ends with 1, the seed and what broke where a promise was broken, or where a planted fault was not seen.`;

const [mode, from = "1", worlds = "0"] = process.argv.slice(2);

if (mode === "part") await report(Number(from), Number(worlds));
else if (mode === "--help" || mode === "-h") console.log(USAGE);
else if (mode === "--faults") await showFaults();
else if (mode !== undefined) fail();
else if (process.env["SEED"] !== undefined) await report(readNumber("SEED", 1), 1);
else await onEveryCore(readNumber("WORLDS", 100_000));

function fail(): void {
  console.error(USAGE);
  process.exitCode = 2;
}

async function report(first: number, count: number): Promise<void> {
  const broken = await simulate({ from: first, worlds: count });
  if (broken === undefined) return;
  console.error(`world ${broken.seed} breaks a promise; SEED=${broken.seed} bun run simulate shows it again`);
  for (const line of broken.breaks) console.error(`  ${line}`);
  process.exitCode = 1;
}

async function onEveryCore(count: number): Promise<void> {
  const started = performance.now();
  const parts = navigator.hardwareConcurrency;
  const each = Math.ceil(count / parts);
  const children = Array.from({ length: parts }, (_, part) =>
    Bun.spawn([process.execPath, import.meta.path, "part", String(1 + part * each), String(each)], {
      stdio: ["ignore", "inherit", "inherit"],
    }),
  );
  tidyAtSignal(() => {
    for (const child of children) child.kill("SIGKILL");
  });
  const codes = await Promise.all(children.map(({ exited }) => exited));
  const seconds = (performance.now() - started) / 1_000;
  const figure = `${(parts * each).toLocaleString("en")} worlds in ${seconds.toFixed(0)} s`;
  console.log(`${figure}, ${Math.round((parts * each) / seconds)} a second on ${parts} cores`);
  if (codes.some((code) => code !== 0)) process.exitCode = 1;
  else console.log("no promise was broken");
}

async function showFaults(): Promise<void> {
  for (const planted of FAULTS) {
    const broken = await simulate({ from: 1, worlds: 20_000, planted });
    console.log(
      `${String(broken?.seed ?? "NOT FOUND").padStart(9)}  ${planted.name}: ${broken?.breaks[0] ?? ""}`,
    );
    if (broken === undefined) process.exitCode = 1;
  }
}
