/**
 * What users wrote, without the characters that have no look of their own: controls (new lines and tabs stay), the
 * marks that turn the direction of what follows, which could make a line read as something else than it says, and
 * halves of a surrogate pair, which are not text and would not survive the way to Lark.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(INVISIBLE, "");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

const INVISIBLE = /[^\P{Cc}\n\t]|[\u2028-\u202E\u2066-\u2069]/gu;
