/** A clock that moves only when it is told to. Starts on 2 March 2026 at 9 o'clock UTC. */
export class TestClock {
  #ms = Date.parse("2026-03-02T09:00:00Z");

  readonly now = (): Date => new Date(this.#ms);

  advance(seconds: number): void {
    this.#ms += seconds * 1000;
  }

  /** The time in so many seconds, or so many ago. */
  in(seconds: number): Date {
    return new Date(this.#ms + seconds * 1000);
  }
}
