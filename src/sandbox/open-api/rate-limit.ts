/** Counts calls of the last second and of the last minute under each key. */
export class RateLimit {
  readonly #calls = new Map<string, number[]>();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /**
   * Counts one call, unless there were already `limit` within the last `windowMs`: then it says how many
   * milliseconds have to pass, and counts nothing.
   */
  take(key: string, limit: number, windowMs: number): { readonly waitMs: number } | undefined {
    const now = this.#clock().getTime();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - windowMs);
    const oldest = recent[0];
    if (recent.length >= limit && oldest !== undefined) return { waitMs: oldest + windowMs - now };
    this.#calls.set(key, [...recent, now]);
    return undefined;
  }
}
