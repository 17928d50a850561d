import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { startServer } from "./decisions.ts";
import { load } from "./load.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { signedClick } from "./signed-click.ts";
import { startBinary } from "./start-binary.ts";

const DIST = join(import.meta.dir, "../../dist");
const ROUNDS = 5;
const CLICKS = 1_000;
/** Few people click at once; a card shows nothing while they wait. */
const CLICKERS = 4;
const FORGERS = 16;

export interface FloodFigures {
  /** The medians of the rounds. */
  readonly quietP99Ms: number;
  readonly floodedP99Ms: number;
  readonly forgedPerSecond: number;
  /** Clicks that were not answered `{}`, and forged ones that were not refused. */
  readonly wrong: number;
}

interface Forging {
  readonly perSecond: number;
  readonly answered: number;
  readonly refused: number;
}

/** The p99 of clicks, by turns alone and while others send forged callbacks as fast as they are answered. */
export async function measureFlood(kind: "countersign" | "bare"): Promise<FloodFigures> {
  const dataDir = mkdtempSync(join(DIST, "bench-"));
  try {
    const seeded = seedApprovals(dataDir, { ended: 0, pending: CLICKS * (2 * ROUNDS + 1) });
    await using server = kind === "bare" ? await startBare() : await startBinary(dataDir);
    const { host } = new URL(server.url);
    const quiet: number[] = [];
    const flooded: number[] = [];
    const forged: number[] = [];
    let wrong = 0;
    let used = 0;
    const click = async (): Promise<number> => {
      const clicks = seeded.slice(used, (used += CLICKS)).map((one) => signedClick(one, host));
      const result = await load(server.url, clicks, CLICKERS);
      wrong += result.wrong;
      return result.p99Ms;
    };
    await click();
    for (let round = 0; round < ROUNDS; round += 1) {
      quiet.push(await click());
      const flood = await startFlood(server.url);
      flooded.push(await click());
      const { perSecond, answered, refused } = await flood.end();
      forged.push(perSecond);
      if (kind === "countersign") wrong += answered - refused;
    }
    const [quietP99Ms, floodedP99Ms] = [median(quiet), median(flooded)];
    return { quietP99Ms, floodedP99Ms, forgedPerSecond: median(forged), wrong };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** What the machine itself makes of it: three processes that are all busy share its cores. */
async function startBare() {
  const { process: child, url } = await startServer("bare", "", "");
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

async function startFlood(url: string) {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Forging>();
  const client = Bun.spawn(
    [process.execPath, join(import.meta.dir, "flood-client.ts"), url, String(FORGERS)],
    {
      ipc: (message: "ready" | Forging) => (message === "ready" ? ready.resolve() : ended.resolve(message)),
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  await ready.promise;
  return {
    async end(): Promise<Forging> {
      client.send("end");
      const forging = await ended.promise;
      await client.exited;
      return forging;
    },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
