/** At most so many in any stretch of so many milliseconds, and none while it is paused. */
export class SlidingWindow {
  readonly #limit: number;
  readonly #spanMs: number;
  /** When each of the last `limit` began, oldest first. */
  #starts: number[] = [];
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(limit: number, spanMs: number) {
    this.#limit = limit;
    this.#spanMs = spanMs;
  }

  /** The earliest moment, not before `now`, at which one more may begin. */
  nextFree(now: number): number {
    const oldest = this.#starts.length < this.#limit ? undefined : this.#starts[0];
    return Math.max(now, this.#pausedUntil, oldest === undefined ? now : oldest + this.#spanMs);
  }

  begin(now: number): void {
    this.#starts.push(now);
    if (this.#starts.length > this.#limit) this.#starts.shift();
  }

  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** Whether it would hold nothing back, so that it need not be remembered. */
  isIdle(now: number): boolean {
    const newest = this.#starts.at(-1) ?? Number.NEGATIVE_INFINITY;
    return now >= this.#pausedUntil && now >= newest + this.#spanMs;
  }
}
