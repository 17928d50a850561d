import { EXIT } from "../exit-codes.ts";
import type { Io, Signal } from "../io.ts";

/** What a server's process is told from outside. */
export interface HeardSignals {
  /** The first that ends it. */
  readonly first: Promise<Signal>;
  /** From now on each SIGHUP runs this; one that came before runs it at once. */
  onHangup(run: () => void): void;
  stop(): void;
}

/**
 * Hears from before the start on, so that a signal during the start is not lost. The second one that ends the process does
 * not wait for what is under way. Where a person looks on, SIGHUP says that the terminal is gone, and ends it as ever.
 */
export function hearSignals(io: Io): HeardSignals {
  const { promise, resolve } = Promise.withResolvers<Signal>();
  let ends = 0;
  let hungUp = false;
  let hangup = (): void => void (hungUp = true);
  const heard: readonly Signal[] = io.stdout.isTerminal
    ? ["SIGTERM", "SIGINT"]
    : ["SIGTERM", "SIGINT", "SIGHUP"];
  const stop = io.onSignal(heard, (signal) => {
    if (signal === "SIGHUP") {
      hangup();
      return;
    }
    ends += 1;
    if (ends > 1) io.exit(EXIT.interrupted);
    resolve(signal);
  });
  return {
    first: promise,
    onHangup(run) {
      hangup = run;
      if (hungUp) run();
    },
    stop,
  };
}
