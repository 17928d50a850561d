import type { JsonObject } from "./json-object.ts";
import { isJsonObject } from "./json-object.ts";

const TOAST_TYPES = ["info", "success", "error", "warning"] as const;

const LANGUAGES = [
  ...(["zh_cn", "en_us", "zh_hk", "zh_tw", "ja_jp", "id_id", "vi_vn", "th_th"] as const),
  ...(["pt_br", "es_es", "ko_kr", "de_de", "fr_fr", "it_it", "ru_ru", "ms_my"] as const),
] as const;

type ToastType = (typeof TOAST_TYPES)[number];

/** The languages that a client may ask a toast in. */
type Language = (typeof LANGUAGES)[number];

export interface Toast {
  readonly type: ToastType;
  /** Shown in languages that `i18n` lacks. */
  readonly content: string;
  readonly i18n?: Readonly<Partial<Record<Language, string>>> | undefined;
}

/** Replaces the clicked card at once. It has to be of the same card schema as the one that was sent. */
type AnswerCard =
  | { readonly type: "raw"; readonly data: JsonObject }
  | { readonly type: "template"; readonly data: AnswerTemplate };

interface AnswerTemplate {
  readonly template_id: string;
  /** The newest published one if left out. */
  readonly template_version_name?: string | undefined;
  readonly template_variable?: JsonObject | undefined;
}

/** The answer to a card callback, always with status 200; `{}` changes nothing. */
export interface Answer {
  readonly toast?: Toast | undefined;
  readonly card?: AnswerCard | undefined;
}

/** What Lark's client shows when it cannot use an answer: its shape is wrong (200672), or the card in it (200673). */
export type AnswerFault = 200672 | 200673;

/** The code that the client would show for this parsed answer, or undefined if the answer is good. */
export function answerFault(answer: unknown): AnswerFault | undefined {
  if (!isJsonObject(answer)) return 200672;
  // Whether Lark puts up with more members is not written anywhere.
  if (Object.keys(answer).some((key) => key !== "toast" && key !== "card")) return 200672;
  if (answer["toast"] !== undefined && !isToast(answer["toast"])) return 200672;
  if (answer["card"] !== undefined && !isAnswerCard(answer["card"])) return 200673;
  return undefined;
}

export function isAnswer(answer: unknown): answer is Answer {
  return answerFault(answer) === undefined;
}

function isToast(toast: unknown): toast is Toast {
  if (!isJsonObject(toast) || typeof toast["content"] !== "string") return false;
  return TOAST_TYPES.some((type) => type === toast["type"]) && isTranslations(toast["i18n"]);
}

function isTranslations(i18n: unknown): boolean {
  if (i18n === undefined) return true;
  if (!isJsonObject(i18n)) return false;
  return Object.entries(i18n).every(
    ([language, text]) => LANGUAGES.some((known) => known === language) && typeof text === "string",
  );
}

function isAnswerCard(card: unknown): card is AnswerCard {
  if (!isJsonObject(card) || !isJsonObject(card["data"])) return false;
  if (card["type"] === "raw") return true;
  return card["type"] === "template" && typeof card["data"]["template_id"] === "string";
}
