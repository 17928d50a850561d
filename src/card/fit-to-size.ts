import type { CardJson } from "./card-json.ts";

/** The platform's limit for a message with a card: 30 KB for the body of the call. */
export const MAX_CARD_BYTES = 30 * 1024;

/**
 * What a card may have as we send it. The platform counts after it has expanded a card's markup, by how much is not
 * written anywhere; a fifth of the limit is left for that and for the rest of the call's body.
 */
const OWN_BYTES = 24 * 1024;

/**
 * The card with the most text that fits. `draw` makes it with so many bytes for each text; whatever it makes of a
 * budget of 0 has to fit.
 */
export function fitToSize(draw: (budget: number) => CardJson): CardJson {
  const whole = draw(Number.POSITIVE_INFINITY);
  if (cardBytes(whole) <= OWN_BYTES) return whole;
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

const PRECISION = 8;
