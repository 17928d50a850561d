import type { SandboxMessage } from "../../view.ts";
import { headerOf } from "../card/draw-header.ts";
import { asObject, asString } from "../json.ts";
import { type Language, localized } from "../language.ts";
import { words } from "../words.ts";

/** A message in one line, as a list of chats shows it: a card by its summary, else by its title. */
export function summarise(message: SandboxMessage, language: Language): string {
  const { content, deleted, msg_type } = message;
  if (deleted) return words(language).recalled;
  const body = asObject(content);
  if (msg_type === "text") return textOf(message);
  const summary = localized(asObject(asObject(body["config"])["summary"]), language);
  const title = localized(asObject(headerOf(body, language)?.["title"]), language);
  return summary || title || words(language).card;
}

/** A text without the bot's mentions, and with those of a person by name. */
function textOf({ content, mentions = [] }: SandboxMessage): string {
  const text = asString(asObject(content)["text"]) ?? "";
  const spoken = text.replaceAll(/<at [^>]*><\/at>\s*/g, "");
  return mentions.reduce((said, { key, name }) => said.replaceAll(key, `@${name}`), spoken);
}
