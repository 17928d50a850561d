/**
 * Runs tasks with the same key one after another, in call order; different keys do not wait for each other.
 * A task that fails rejects its own promise only, and a key with nothing to do leaves the map.
 */
export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>();

  run<T>(key: string, task: () => T | Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? IDLE).then(task);
    const tail = result.then(noop, noop).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return result;
  }

  /** How many keys have something running or waiting. */
  get size(): number {
    return this.#tails.size;
  }
}

const IDLE = Promise.resolve();

function noop(): void {}
