import type { Approval } from "./approval.ts";

export interface EndWait {
  /** The approval once it has ended; undefined when the time or the caller's patience ran out first. */
  readonly ended: Promise<Approval | undefined>;
  stop(): void;
}

/** Those who wait for an approval to end. A wait costs a map entry and a timer, and no polling. */
export class EndWaiters {
  readonly #waiting = new Map<string, Set<(approval: Approval) => void>>();

  wait(id: string, waitMs: number, signal?: AbortSignal): EndWait {
    const { promise, resolve } = Promise.withResolvers<Approval | undefined>();
    const giveUp = (): void => resolve(undefined);
    const timer = setTimeout(giveUp, waitMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(resolve));
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
      giveUp();
    };
    return { ended: promise, stop };
  }

  tell(approval: Approval): void {
    for (const resolve of this.#waiting.get(approval.id) ?? []) resolve(approval);
  }

  /** How many approvals are waited for. */
  get size(): number {
    return this.#waiting.size;
  }
}
