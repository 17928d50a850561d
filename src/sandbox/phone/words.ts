import { CHINESE } from "./chinese.ts";
import { ENGLISH } from "./english.ts";
import type { Language } from "./language.ts";

/** The page's own words, and those that the client says by itself. */
export function words(language: Language): Words {
  return WORDS[language];
}

export type Words = typeof ENGLISH;

const WORDS: Readonly<Record<Language, Words>> = { en_us: ENGLISH, zh_cn: CHINESE };
