import type { LarkResult } from "./lark-fault.ts";

export interface Fact {
  readonly ids: ReadonlySet<string>;
  readonly foundAt: number;
}

/** A look under way. */
export interface Flight {
  readonly startedAt: number;
  /** Undefined when it cannot be found out. */
  readonly fact: Promise<Fact | undefined>;
}

type Load = () => Promise<LarkResult<{ readonly ids: ReadonlySet<string> }>>;

/** Lists of ids by what they are the list of, the last few that were asked for. However many ask at once, there is one look. */
export class FactCache {
  readonly #facts = new Map<string, Fact>();
  readonly #flights = new Map<string, Flight>();
  readonly #clock: () => Date;
  readonly #most: number;

  constructor({ clock, most }: { clock: () => Date; most: number }) {
    this.#clock = clock;
    this.#most = most;
  }

  find(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  /** Looks anew, or joins the look that is under way. When it fails, what was known stays. */
  load(key: string, load: Load): Flight {
    const underWay = this.#flights.get(key);
    if (underWay !== undefined) return underWay;
    const startedAt = this.#clock().getTime();
    const fact = this.#look(key, load, startedAt).finally(() => void this.#flights.delete(key));
    const flight = { startedAt, fact };
    this.#flights.set(key, flight);
    return flight;
  }

  /** It counts as found before the look: what changes meanwhile may not be in it. */
  async #look(key: string, load: Load, foundAt: number): Promise<Fact | undefined> {
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
