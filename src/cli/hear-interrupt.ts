import { EXIT } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** That somebody wants a command to end, so that it can put away what it has under way. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** Hears until `stop`, also of a terminal that is gone. The second time the process ends at once. */
export function hearInterrupt(io: Pick<Io, "onSignal" | "exit">): Interrupt {
  const interrupted = new AbortController();
  const stop = io.onSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => {
    if (interrupted.signal.aborted) io.exit(EXIT.interrupted);
    interrupted.abort();
  });
  return { signal: interrupted.signal, stop };
}
