import type { LarkResult } from "./lark-fault.ts";

export interface Fact {
  readonly ids: ReadonlySet<string>;
  readonly foundAt: number;
}

type Load = () => Promise<LarkResult<{ readonly ids: ReadonlySet<string> }>>;

/** Lists of ids by what they are the list of, the last few that were asked for. However many ask at once, there is one look. */
export class FactCache {
  readonly #facts = new Map<string, Fact>();
  readonly #flights = new Map<string, Promise<Fact | undefined>>();
  readonly #clock: () => Date;
  readonly #most: number;

  constructor({ clock, most }: { clock: () => Date; most: number }) {
    this.#clock = clock;
    this.#most = most;
  }

  find(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  /** Looks anew. Undefined when it cannot be found out; then what was known stays. */
  load(key: string, load: Load): Promise<Fact | undefined> {
    const flight =
      this.#flights.get(key) ?? this.#look(key, load).finally(() => void this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  async #look(key: string, load: Load): Promise<Fact | undefined> {
    // Counted from before the look: what changes meanwhile may not be in it.
    const foundAt = this.#clock().getTime();
    const result = await load();
    if (!result.ok) return undefined;
    const fact = { ids: result.ids, foundAt };
    this.#facts.delete(key);
    this.#facts.set(key, fact);
    const [oldest] = this.#facts.keys();
    if (this.#facts.size > this.#most && oldest !== undefined) this.#facts.delete(oldest);
    return fact;
  }
}
