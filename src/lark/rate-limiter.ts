import { SlidingWindow } from "./sliding-window.ts";

/** A limit that a call falls under: calls with the same key share it. */
export interface RateKey {
  readonly key: string;
  readonly limit: number;
  readonly spanMs: number;
}

export interface RateLimiterOptions {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Runs something later; returns the way to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

/** Whether the call may go now. If not, how long the limits would have held it. */
export type Permit = { readonly ok: true } | { readonly ok: false; readonly afterMs: number };

interface Waiter {
  readonly windows: readonly SlidingWindow[];
  readonly until: number;
  readonly settle: (permit: Permit) => void;
}

/**
 * Lets calls through in the order in which they came, each as soon as all of its limits have room. One that waits for
 * a busy chat does not hold up the others.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #windows = new Map<string, SlidingWindow>();
  #queue: readonly Waiter[] = [];
  #callOff: () => void = () => undefined;
  #stopped = false;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Waits for room, for at most `patienceMs`; a call that would have to wait longer is told so at once or then. */
  acquire(keys: readonly RateKey[], patienceMs: number): Promise<Permit> {
    return new Promise((settle) => {
      const windows = keys.map((key) => this.#window(key));
      this.#queue = [...this.#queue, { windows, until: this.#options.now() + patienceMs, settle }];
      this.#pump();
    });
  }

  /** Holds every call under this key for so long. */
  pause(key: RateKey, ms: number): void {
    this.#window(key).pause(this.#options.now() + ms);
    this.#pump();
  }

  /** Sends away all that wait, and all that come. */
  stop(): void {
    this.#stopped = true;
    this.#pump();
  }

  #window({ key, limit, spanMs }: RateKey): SlidingWindow {
    const known = this.#windows.get(key);
    if (known !== undefined) return known;
    if (this.#windows.size >= MOST_WINDOWS) this.#forgetIdle();
    const window = new SlidingWindow(limit, spanMs);
    this.#windows.set(key, window);
    return window;
  }

  #forgetIdle(): void {
    const now = this.#options.now();
    const waitedFor = new Set(this.#queue.flatMap(({ windows }) => windows));
    for (const [key, window] of this.#windows) {
      if (window.isIdle(now) && !waitedFor.has(window)) this.#windows.delete(key);
    }
  }

  /** Lets go who may, sends away who may not in time, and comes back when the next one may. */
  #pump(): void {
    this.#callOff();
    const now = this.#options.now();
    this.#queue = this.#queue.filter((waiter) => this.#keepsWaiting(waiter, now));
    const next = Math.min(...this.#queue.map(({ windows }) => nextFree(windows, now)));
    this.#callOff =
      next === Number.POSITIVE_INFINITY
        ? () => undefined
        : this.#options.schedule(() => this.#pump(), Math.max(1, Math.ceil(next - now)));
  }

  #keepsWaiting({ windows, until, settle }: Waiter, now: number): boolean {
    const free = nextFree(windows, now);
    if (this.#stopped || free > until) {
      settle({ ok: false, afterMs: this.#stopped ? 0 : Math.ceil(free - now) });
      return false;
    }
    if (free > now) return true;
    for (const window of windows) window.begin(now);
    settle({ ok: true });
    return false;
  }
}

const MOST_WINDOWS = 2_000;

function nextFree(windows: readonly SlidingWindow[], now: number): number {
  return Math.max(now, ...windows.map((window) => window.nextFree(now)));
}
