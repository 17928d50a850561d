import { readNumber } from "../support/read-number.ts";
import { measureBackup } from "./backup.ts";
import { type Kind, measureDecisions } from "./decisions.ts";
import { measureFlood } from "./flood.ts";
import type { LoadResult } from "./load.ts";
import { measureMemory } from "./memory.ts";
import { measureStart } from "./start.ts";
import { measureWaiters } from "./waiters.ts";

/**
 * Prints what one machine does in one run: durable decisions a second through the real callback route (verified,
 * decrypted, `synchronous=FULL`, logged as by default), beside a bare server that answers `{}` and beside a commit for
 * each decision. Client and server share the machine. Figures of one run are compared with each other, never with those
 * of another machine.
 */
const CLICKS = readNumber("BENCH_CLICKS", 60_000);
const ROUNDS = readNumber("BENCH_ROUNDS", 3);
const MANY = readNumber("BENCH_APPROVALS", 1_000_000);
const CONNECTIONS = 64;
const STARTS = readNumber("BENCH_STARTS", 30);

await printStart();
await printWaiters();
await printFlood();
await printMemory();
await printBackup();

const found = {
  bare: [] as LoadResult[],
  each: [] as LoadResult[],
  group: [] as LoadResult[],
  many: [] as LoadResult[],
};

for (let round = 1; round <= ROUNDS; round += 1) {
  found.bare.push(await run("bare", CLICKS, 0));
  found.each.push(await run("each", CLICKS / 4, 0));
  found.group.push(await run("group", CLICKS, 0));
  found.many.push(await run("group", CLICKS, MANY));
}

const bare = print("bare Bun.serve, answers {}", found.bare);
const each = print("a commit for each decision", found.each);
const group = print("countersign", found.group);
const many = print(`countersign, ${MANY.toLocaleString("en")} approvals`, found.many);
console.log(`\nof bare                ${(group / bare).toFixed(2)}`);
console.log(`of a commit for each   ${(group / each).toFixed(1)}`);
console.log(`with ${MANY.toLocaleString("en")}       ${(many / group).toFixed(2)}`);

async function printStart(): Promise<void> {
  const { p50Ms, p99Ms, idleMiB } = await measureStart(STARTS);
  const times = `p50 ${p50Ms.toFixed(0)} ms  p99 ${p99Ms.toFixed(0)} ms of ${STARTS} starts`;
  console.log(`start to ready: ${times}; idle ${idleMiB.toFixed(0)} MiB`);
}

async function printWaiters(): Promise<void> {
  const { beforeMiB, withMiB, answeredMs, wrong } = await measureWaiters(10_000);
  const memory = `${beforeMiB.toFixed(0)} MiB without, ${withMiB.toFixed(0)} MiB with`;
  console.log(
    `10,000 waiters: ${memory}; all answered in ${(answeredMs / 1000).toFixed(1)} s  wrong ${wrong}`,
  );
}

/** The bare server shows what the machine makes of it: three busy processes share its cores. */
async function printFlood(): Promise<void> {
  for (const kind of ["bare", "countersign"] as const) {
    const { quietP99Ms, floodedP99Ms, forgedPerSecond, wrong } = await measureFlood(kind);
    const times = `p99 ${quietP99Ms.toFixed(1)} ms quiet, ${floodedP99Ms.toFixed(1)} ms flooded`;
    const forged = `${Math.round(forgedPerSecond).toLocaleString("en")} forged/s`;
    console.log(
      `clicks under a flood, ${kind}: ${times} (${(floodedP99Ms / quietP99Ms).toFixed(2)}), ${forged}  wrong ${wrong}`,
    );
  }
}

async function printMemory(): Promise<void> {
  for (const road of ["http", "socket"] as const) {
    const { callbacks, residentMiB, wrong } = await measureMemory(200_000, road);
    const after = residentMiB.map((mib) => mib.toFixed(0)).join(" ");
    const many = callbacks.toLocaleString("en");
    console.log(`memory over ${many} callbacks, ${road}, after each tenth: ${after} MiB  wrong ${wrong}`);
  }
}

async function printBackup(): Promise<void> {
  const { quietP99Ms, busyP99Ms, seconds, wrong } = await measureBackup(1_000);
  const times = `decisions p99 ${quietP99Ms.toFixed(1)} ms alone, ${busyP99Ms.toFixed(1)} ms meanwhile`;
  console.log(`backup of 1 GB in ${seconds.toFixed(0)} s: ${times}  wrong ${wrong}`);
}

function run(kind: Kind, clicks: number, approvals: number): Promise<LoadResult> {
  return measureDecisions({ kind, clicks, approvals, connections: CONNECTIONS });
}

function print(name: string, results: readonly LoadResult[]): number {
  const median = results.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(results.length / 2)];
  if (median === undefined) return 0;
  const { perSecond, p50Ms, p99Ms, maxMs } = median;
  const wrong = results.reduce((sum, result) => sum + result.wrong, 0);
  const times = `p50 ${p50Ms.toFixed(1)}  p99 ${p99Ms.toFixed(1)}  max ${maxMs.toFixed(0)} ms`;
  console.log(
    `${name.padEnd(36)} ${Math.round(perSecond).toLocaleString("en").padStart(8)}/s  ${times}  wrong ${wrong}`,
  );
  return perSecond;
}
