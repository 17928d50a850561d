import { judge } from "./judge.ts";
import { openKept } from "./kept.ts";
import { NOTHING_PLANTED, type Planted } from "./planted.ts";
import { World } from "./world.ts";

export interface Broken {
  readonly seed: number;
  readonly breaks: readonly string[];
}

export interface Simulation {
  readonly from: number;
  readonly worlds: number;
  readonly planted?: Planted | undefined;
}

/** Lives through worlds, each from its own seed, until one breaks a promise; undefined is that none did. */
export function simulate({
  from,
  worlds,
  planted = NOTHING_PLANTED,
}: Simulation): Promise<Broken | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Broken | undefined>();
  // From a turn of the event loop, for a promise's reaction cannot wait for other promises.
  setImmediate(() => {
    try {
      resolve(findBroken(from, worlds, planted));
    } catch (fault) {
      reject(fault);
    }
  });
  return promise;
}

function findBroken(from: number, worlds: number, planted: Planted): Broken | undefined {
  const kept = openKept(planted);
  try {
    for (let seed = from; seed < from + worlds; seed += 1) {
      const breaks = judge(new World(kept, planted, seed).run(), kept);
      if (breaks.length > 0) return { seed, breaks };
    }
    return undefined;
  } finally {
    kept.db.close();
  }
}
