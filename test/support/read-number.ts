/**
 * A whole number that a prover is told in its environment. Ends the process with 2 where it is none: then nothing would be
 * tried, and nothing found broken.
 */
export function readNumber(name: string, otherwise: number, least = 1): number {
  const said = process.env[name];
  const number = Number(said ?? otherwise);
  if (said?.trim() === "" || !Number.isSafeInteger(number) || number < least) {
    console.error(`${name} has to be a whole number, ${least} or more: ${JSON.stringify(said)} is not.`);
    process.exit(2);
  }
  return number;
}

/** A seed of the environment, or one by chance. */
export function readSeed(name = "SEED"): number {
  return readNumber(name, Math.floor(Math.random() * 2 ** 31), 0);
}
