import type { Person } from "../approval/person.ts";
import type { CardElement, Localised, TextSize } from "./card-json.ts";
import { cleanText, oneLine } from "./clean-text.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { mention, nameOf } from "./people.ts";
import { sanitizeMarkdown } from "./sanitize-markdown.ts";
import { joinWords, localise, mapWords, type Words } from "./words.ts";

/** How a card writes people, times and emphasis: with Lark's markup, or without any. */
export interface Pen {
  person(person: Person): string;
  time(time: Date): string;
  /** What a user wrote, on one line, as it is. */
  text(text: string): string;
  strong(words: Words): CardElement;
  /** Small and grey. */
  note(words: Words): CardElement;
  lines(lines: readonly Words[]): CardElement;
  /** The caller's markdown. */
  summary(markdown: string, missing: string): CardElement;
}

/** Mentions, and times in the reader's own zone. */
export const MARKDOWN_PEN: Pen = {
  person: mention,
  time: localTime,
  text: escapeMarkdown,
  strong: (words) => ({ tag: "markdown", ...localise(mapWords(words, (text) => `**${text}**`)) }),
  note: (words) => ({
    tag: "markdown",
    text_size: "notation",
    ...localise(mapWords(words, (text) => `<font color='grey'>${text}</font>`)),
  }),
  lines: (lines) => ({ tag: "markdown", ...unlessSame(lines) }),
  summary: (markdown, missing) => ({
    tag: "markdown",
    content: [sanitizeMarkdown(markdown), missing].filter((part) => part !== "").join("\n"),
  }),
};

/** Nothing that Lark has to look up or could fail to read: for a card that it refused once. */
export const PLAIN_PEN: Pen = {
  person: nameOf,
  time: (time) => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  text: oneLine,
  strong: (words) => plain(words, "normal"),
  note: (words) => plain(words, "notation", "grey"),
  lines: (lines) => ({ tag: "div", text: { tag: "plain_text", ...unlessSame(lines) } }),
  summary: (markdown, missing) => ({
    tag: "div",
    text: {
      tag: "plain_text",
      content: [cleanText(markdown), missing].filter((part) => part !== "").join("\n"),
    },
  }),
};

/** Said once where it is the same in every language: half of a long list's bytes, and more. */
function unlessSame(lines: readonly Words[]): Localised {
  const text = joinWords(lines, "\n");
  return text.en_us === text.zh_cn ? { content: text.en_us } : localise(text);
}

/** The date and the time of day as the reader's client shows them: in its own zone and language. */
function localTime(time: Date): string {
  return ["date", "time"]
    .map(
      (format) => `<local_datetime millisecond='${time.getTime()}' format_type='${format}'></local_datetime>`,
    )
    .join(" ");
}

function plain(words: Words, text_size: TextSize, color?: "grey"): CardElement {
  const text_color = color === undefined ? {} : { text_color: color };
  return { tag: "div", text: { tag: "plain_text", text_size, ...text_color, ...localise(words) } };
}
