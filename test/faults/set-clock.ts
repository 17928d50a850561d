/** This machine's clock, set by so many seconds. */
export class SetClock {
  #setMs = 0;

  readonly now = (): Date => new Date(Date.now() + this.#setMs);

  set(seconds: number): void {
    this.#setMs += seconds * 1_000;
  }
}
