import type { SandboxPerson } from "../view.ts";

/** How a caller may name a person. */
export type PersonIdType = "open_id" | "user_id" | "union_id" | "email";

/** Everybody in the pretend tenant. */
export class People {
  readonly #people: readonly SandboxPerson[];

  constructor(people: readonly SandboxPerson[]) {
    this.#people = people;
  }

  list(): readonly SandboxPerson[] {
    return this.#people;
  }

  find(type: PersonIdType, id: string): SandboxPerson | undefined {
    return this.#people.find((person) => person[type] === id);
  }

  /** Whether any of the three platform ids names somebody: cards mention people by each of them. */
  knows(id: string): boolean {
    return this.#people.some(({ open_id, user_id, union_id }) => [open_id, user_id, union_id].includes(id));
  }
}
