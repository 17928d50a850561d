import type { Delivery } from "../../src/outbox/job.ts";
import type { Chance } from "../fuzz/chance.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What was received by the program that asked. */
export interface Told {
  readonly id: string;
  readonly approvalId: string;
  readonly body: string;
}

/** The program's end of the webhooks: it is told at once, or late, or answers as if it were not, or is not there. */
export class Receiver {
  readonly told: Told[] = [];
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  /** How many calls of a hundred go wrong. */
  readonly #trouble: () => number;

  constructor(time: VirtualTime, chance: Chance, trouble: () => number) {
    this.#time = time;
    this.#chance = chance;
    this.#trouble = trouble;
  }

  tell(told: Told): Promise<Delivery> {
    const { promise, resolve } = Promise.withResolvers<Delivery>();
    const isTrouble = this.#chance.below(100) < this.#trouble();
    const arrives = !isTrouble || this.#chance.below(2) === 0;
    const there = this.#chance.below(50);
    if (arrives) this.#time.after(there, () => void this.told.push(told));
    const answer: Delivery = isTrouble
      ? { kind: "retry", error: "status_500", status: 500 }
      : { kind: "delivered", status: 200 };
    this.#time.afterIfAlive(there + 1 + this.#chance.below(50), () => resolve(answer));
    return promise;
  }
}
