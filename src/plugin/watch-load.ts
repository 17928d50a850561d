/** For each file, and before the first: one that hangs while it is loaded keeps no server from its start. */
const LOAD_MS = 5_000;

/** Which file is being loaded, so that it can be named when it takes too long or ends the process. */
export interface LoadWatch {
  /** The time starts anew; without a file, the process itself is waited for. */
  next(file?: string): void;
  file(): string | undefined;
  over(): void;
}

export function watchLoad(
  schedule: (run: () => void, ms: number) => () => void,
  onLate: () => void,
): LoadWatch {
  let current: string | undefined;
  let callOff: (() => void) | undefined;
  return {
    next(file) {
      callOff?.();
      current = file;
      callOff = schedule(onLate, LOAD_MS);
    },
    file: () => current,
    over() {
      callOff?.();
      current = undefined;
    },
  };
}
