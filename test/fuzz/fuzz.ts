import { type Chance, createChance } from "./chance.ts";

/** One input, tried: answers in a word what came of it. Throws when a promise of the code under test is broken. */
export type Trial = (chance: Chance) => string;

export interface FuzzRun {
  readonly inputs: number;
  readonly seed: number;
}

/** How often each thing came of an input. Throws with the seed that repeats the input which broke a promise. */
export function fuzz(trial: Trial, { inputs, seed }: FuzzRun): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let input = 0; input < inputs; input += 1) {
    const outcome = attempt(trial, seed + input);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

function attempt(trial: Trial, seed: number): string {
  try {
    return trial(createChance(seed));
  } catch (cause) {
    throw new Error(`broken by seed ${seed}: repeat with FUZZ_SEED=${seed} FUZZ_INPUTS=1`, { cause });
  }
}
