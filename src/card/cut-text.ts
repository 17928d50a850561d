export interface Cut {
  readonly kept: string;
  /** Characters that were left out. */
  readonly removed: number;
}

/**
 * As much of the text as fits into so many bytes of UTF-8, up to the end of a character as a reader counts them, and
 * never half of an entity such as `&#42;`.
 */
export function cutText(text: string, bytes: number): Cut {
  if (Buffer.byteLength(text) <= bytes) return { kept: text, removed: 0 };
  const fitting = new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read;
  const whole = text.slice(0, GRAPHEMES.segment(text).containing(fitting)?.index ?? fitting);
  const kept = whole.replace(/&#?\w{0,10}$/, "");
  return { kept, removed: countCharacters(text.slice(kept.length)) };
}

/** The mark at the place of a cut, the same in every language. */
export function cutMark(removed: number): string {
  return `… (+${formatCount(removed)})`;
}

/** 12345 as "12,345". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** Code points: the second half of a pair does not count. */
function countCharacters(text: string): number {
  return text.length - (text.match(/[\uDC00-\uDFFF]/g)?.length ?? 0);
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
