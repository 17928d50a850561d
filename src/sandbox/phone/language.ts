import { asObject, asString, type Json } from "./json.ts";

/** The languages that the phone can be set to, by Lark's names. */
export type Language = "zh_cn" | "en_us";

/** What a text of a card says to a reader of `language`: `i18n_content` (JSON 2.0) or `i18n` (1.0) before `content`. */
export function localized(text: Json, language: Language): string {
  const translations = { ...asObject(text["i18n"]), ...asObject(text["i18n_content"]) };
  return asString(translations[language]) ?? asString(text["content"]) ?? "";
}
