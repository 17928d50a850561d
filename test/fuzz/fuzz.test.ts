import { expect, test } from "bun:test";

import { createChance } from "./chance.ts";
import { fuzz } from "./fuzz.ts";
import { TRIALS } from "./parsers.ts";

const INPUTS = 10_000;
const SEED = 20_261_121;

test.each(Object.keys(TRIALS))(
  "%s: whatever the bytes, nothing but a coded refusal, and nothing taken that was not signed",
  (name) => {
    const trial = TRIALS[name] ?? (() => "");
    const counts = fuzz(trial, { inputs: INPUTS, seed: SEED });
    const refused = [...counts.keys()].filter((outcome) => outcome.startsWith("refused"));
    const taken = [...counts.keys()].filter((outcome) => !outcome.startsWith("refused"));
    // Both kinds come up, or the fuzz would look at one side of the door only; parts swallows its refusals.
    expect([taken.length > 0, refused.length > 0 || name === "parts"]).toEqual([true, true]);
  },
);

test("a seed repeats its inputs, and one that breaks a promise is named", () => {
  expect(numbersOf(7)).toEqual(numbersOf(7));
  expect(numbersOf(7)).not.toEqual(numbersOf(8));
  const breaksAtOne = fuzzing((value) => {
    if (value === createChance(41).below(1_000_000)) throw new Error("broken");
  });
  expect(breaksAtOne).toThrow("FUZZ_SEED=41 ");
});

function numbersOf(seed: number): readonly number[] {
  const chance = createChance(seed);
  return Array.from({ length: 5 }, () => chance.below(1_000_000));
}

function fuzzing(look: (value: number) => void): () => void {
  return () =>
    void fuzz(
      (chance) => {
        look(chance.below(1_000_000));
        return "fine";
      },
      { inputs: 100, seed: 1 },
    );
}
