import type { CardJson } from "./card-json.ts";

/** The platform's limit for a message with a card: 30 KB for the body of the call. */
export const MAX_CARD_BYTES = 30 * 1024;

/**
 * What a card may have as we send it. The platform counts after it has expanded a card's markup, by how much is not
 * written anywhere; a fifth of the limit is left for that and for the rest of the call's body.
 */
const OWN_BYTES = 24 * 1024;

/** How much of a card there may be. */
export interface Measure {
  /** Bytes for a text of weight 1. */
  readonly budget: number;
  /** Votes shown by name, of each kind in each stage. */
  readonly votes: number;
}

/** The card with the most that fits. `draw` makes it by the measure; whatever it makes without text and votes has to fit. */
export function fitToSize(draw: (measure: Measure) => CardJson): CardJson {
  const whole = draw({ budget: Number.POSITIVE_INFINITY, votes: MOST_VOTES });
  if (cardBytes(whole) <= OWN_BYTES) return whole;
  const votes = FEWER_VOTES.find((most) => cardBytes(draw({ budget: 0, votes: most })) <= NAMES_BYTES) ?? 0;
  return mostText((budget) => draw({ budget, votes }));
}

function mostText(draw: (budget: number) => CardJson): CardJson {
  let best = draw(0);
  let fits = 0;
  let tooMuch = OWN_BYTES;
  while (tooMuch - fits > PRECISION) {
    const budget = Math.floor((fits + tooMuch) / 2);
    const card = draw(budget);
    if (cardBytes(card) <= OWN_BYTES) {
      best = card;
      fits = budget;
    } else {
      tooMuch = budget;
    }
  }
  return best;
}

/** The card's bytes in a call's body, where it stands as a string inside JSON and each of its quotes is escaped. */
export function cardBytes(card: CardJson): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(card)));
}

const MOST_VOTES = 16;
/** Fewer names rather than none of what was asked: together they leave it a third of the card. */
const FEWER_VOTES = [MOST_VOTES, 8, 4, 2, 1];
const NAMES_BYTES = 16 * 1024;
const PRECISION = 8;
