/** Time that passes only when it is told to. */
export interface VirtualTimers {
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** The waits that are under way, in milliseconds from now, shortest first. */
  readonly waits: () => readonly number[];
  /** Lets time pass, and runs what falls due in it, in order. */
  readonly advance: (ms: number) => void;
}

export function createVirtualTimers(): VirtualTimers {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const inOrder = () => [...timers].toSorted((a, b) => a.at - b.at);
  return {
    schedule(run, ms) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    waits: () => inOrder().map(({ at }) => at - now),
    advance(ms) {
      const until = now + ms;
      for (let [next] = inOrder(); next !== undefined && next.at <= until; [next] = inOrder()) {
        now = next.at;
        timers.delete(next);
        next.run();
      }
      now = until;
    },
  };
}
