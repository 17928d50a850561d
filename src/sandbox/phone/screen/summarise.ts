import type { SandboxMessage } from "../../view.ts";
import { asObject, asString } from "../json.ts";
import { type Language, localized } from "../language.ts";
import { words } from "../words.ts";

/** A message in one line, as a list of chats shows it: a card by its summary, else by its title. */
export function summarise({ content, deleted, msg_type }: SandboxMessage, language: Language): string {
  if (deleted) return words(language).recalled;
  const body = asObject(content);
  if (msg_type === "text") return (asString(body["text"]) ?? "").replace(/<at [^>]*><\/at>\s*/g, "");
  const summary = localized(asObject(asObject(body["config"])["summary"]), language);
  const title = localized(asObject(asObject(body["header"])["title"]), language);
  return summary || title || words(language).card;
}
