import { oneLine } from "./clean-text.ts";

/**
 * Text that shows as it is, on one line, inside markdown: every ASCII punctuation mark becomes its numeric entity,
 * the way that Lark's page on rich text says to show a character that markdown would take for itself. No tag, link,
 * mention, emoji code or list can come of it.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
