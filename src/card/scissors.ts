import { type Cut, cutMark, cutText } from "./cut-text.ts";

/** Cuts texts to one budget, and counts what fell. */
export class Scissors {
  readonly #budget: number;
  #removed = 0;

  /** `budget` is in bytes, for a text of weight 1. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Characters cut off so far. */
  get removed(): number {
    return this.#removed;
  }

  /** The text, or its beginning with a mark of how much is missing. */
  trim(text: string, options?: Room): string {
    const { kept, removed } = this.split(text, options);
    return removed === 0 ? text : kept.trimEnd() + cutMark(removed);
  }

  /** As `trim`, for a caller that sets the mark elsewhere. */
  split(text: string, { weight = 1, atMost = Number.POSITIVE_INFINITY }: Room = {}): Cut {
    const bytes = Math.min(this.#budget * weight, atMost);
    const cut = bytes === Number.POSITIVE_INFINITY ? { kept: text, removed: 0 } : cutText(text, bytes);
    this.#removed += cut.removed;
    return cut;
  }
}

export interface Room {
  /** A text of weight 8 gets eight times the budget. */
  readonly weight?: number;
  /** Bytes, whatever the budget. */
  readonly atMost?: number;
}
