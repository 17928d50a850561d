const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait before attempt `attempt + 1`: exponential with full jitter, at most a minute, and never less
 * than the far side asked for. `random` is in [0, 1).
 */
export function backOff(attempt: number, random: number, askedMs = 0): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return askedMs + Math.ceil(ceiling * random);
}
