import type { Chance } from "../fuzz/chance.ts";

export interface Happening {
  readonly at: number;
  readonly run: () => void;
  /** Of the server's process: gone with it. */
  readonly mortal: boolean;
  over: boolean;
}

const START = Date.parse("2026-03-02T09:00:00Z");

/**
 * Time that goes from one happening to the next, and a choice by chance among those of one moment. The timers of the
 * server's own code are its, as long as it is installed.
 */
export class VirtualTime {
  readonly #chance: Chance;
  #waiting: Happening[] = [];
  #ms = 0;
  /** How far the wall clock has been set off, in milliseconds. */
  skew = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Milliseconds since the beginning, which never go back. */
  get ms(): number {
    return this.#ms;
  }

  readonly clock = (): Date => new Date(START + this.#ms + this.skew);

  /** In the world outside. */
  after(ms: number, run: () => void): void {
    this.#add(ms, run, false);
  }

  /** In the server's process. */
  afterIfAlive(ms: number, run: () => void): Happening {
    return this.#add(ms, run, true);
  }

  killProcess(): void {
    this.#waiting = this.#waiting.filter(({ mortal }) => !mortal);
  }

  /** Whether something happened. */
  step(): boolean {
    let next = -1;
    let ties = 0;
    for (const [index, { at }] of this.#waiting.entries()) {
      const first = this.#waiting[next]?.at ?? Number.POSITIVE_INFINITY;
      if (at > first) continue;
      ties = at < first ? 1 : ties + 1;
      if (ties === 1 || this.#chance.below(ties) === 0) next = index;
    }
    const happening = this.#waiting[next];
    if (happening === undefined) return false;
    const last = this.#waiting.pop();
    if (last !== undefined && last !== happening) this.#waiting[next] = last;
    this.#ms = happening.at;
    if (!happening.over) happening.run();
    return true;
  }

  /** Puts this time in the place of the runtime's timers; answers the way back. */
  install(): () => void {
    const { setTimeout, clearTimeout, setImmediate } = globalThis;
    const mine = {
      setTimeout: (run: () => void, ms = 0) => this.afterIfAlive(Math.max(1, Math.ceil(ms)), run),
      clearTimeout: (happening?: Happening) => {
        if (happening !== undefined) happening.over = true;
      },
      // A disk that is slow now and then, so that commits gather.
      setImmediate: (run: () => void) =>
        this.afterIfAlive(this.#chance.below(8) === 0 ? this.#chance.below(400) : 0, run),
    };
    Object.assign(globalThis, mine);
    return () => void Object.assign(globalThis, { setTimeout, clearTimeout, setImmediate });
  }

  #add(ms: number, run: () => void, mortal: boolean): Happening {
    const happening = { at: this.#ms + ms, run, mortal, over: false };
    this.#waiting.push(happening);
    return happening;
  }
}
