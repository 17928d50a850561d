import type { SandboxEvent } from "./view.ts";

/** Tells everyone who listens what has happened, in order. Listeners must not throw. */
export class EventFeed {
  readonly #listeners = new Set<(event: SandboxEvent) => void>();

  publish(event: SandboxEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns the way to stop listening. */
  subscribe(listener: (event: SandboxEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
