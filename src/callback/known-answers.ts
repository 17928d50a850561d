import type { Answer } from "../protocol/answer.ts";

/** Of the newest so many events. */
const MOST_ANSWERS = 1_000;

/** Gives an event that comes again the answer that its first coming has, or will have. */
export class KnownAnswers {
  readonly #answers = new Map<string, Promise<Answer>>();

  /** The answer that is known of this event, or the one that is made now. One that fails is not known: it may be tried again. */
  give(eventId: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(eventId);
    if (known !== undefined) return known;
    const answer = make();
    this.#answers.set(eventId, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    answer.catch(() => this.#answers.delete(eventId));
    return answer;
  }
}
