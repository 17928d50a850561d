const tidies = new Set<() => void>();

/** With the codes that a shell gives them. A hangup is the shell's affair: a prover may be meant to go on. */
const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

/**
 * Has a prover that is ended by a signal take with it what it started, and what it wrote: a signal runs no disposal. Of
 * several, what was said last is done first. Answers how to call it off.
 */
export function tidyAtSignal(tidy: () => void): Disposable {
  if (tidies.size === 0) for (const [signal, code] of SIGNALS) process.once(signal, () => endTidily(code));
  tidies.add(tidy);
  return { [Symbol.dispose]: () => void tidies.delete(tidy) };
}

/** Ends the process at once, as a signal would. */
export function endTidily(code: number): never {
  for (const tidy of [...tidies].toReversed()) tidy();
  process.exit(code);
}
