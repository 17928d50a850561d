export interface FailureLimitOptions {
  /** Failures that one may have at once. */
  readonly burst: number;
  /** And again, for each second. */
  readonly perSecond: number;
  /** Those whose failures are remembered: with more of them, whoever failed longest ago is forgotten. */
  readonly most: number;
}

/** What a failure was: one within the limit, the last of these, or one too many. */
export type Failure = "within" | "last" | "beyond";

/** Counts failures by who had them, in memory that does not grow: nobody is counted who does everything right. */
export class FailureLimit {
  readonly #left = new Map<string, { readonly count: number; readonly at: number }>();
  readonly #options: FailureLimitOptions;

  constructor(options: FailureLimitOptions) {
    this.#options = options;
  }

  /** `now` in milliseconds that never go back. */
  note(who: string, now: number): Failure {
    const { burst, perSecond, most } = this.#options;
    const before = this.#left.get(who) ?? { count: burst, at: now };
    const count = Math.min(burst, before.count + ((now - before.at) / 1000) * perSecond);
    const after = Math.max(0, count < 1 ? count : count - 1);
    // Put at the end again: the first of the map is whoever failed longest ago.
    this.#left.delete(who);
    this.#left.set(who, { count: after, at: now });
    const oldest = this.#left.size > most ? this.#left.keys().next().value : undefined;
    if (oldest !== undefined) this.#left.delete(oldest);
    if (count < 1) return "beyond";
    return after < 1 ? "last" : "within";
  }

  get size(): number {
    return this.#left.size;
  }
}
