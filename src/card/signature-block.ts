import type { Approval, SignatureAsked, Status } from "../approval/approval.ts";
import { type CardElement, sideBySide } from "./card-json.ts";
import { cleanText } from "./clean-text.ts";
import type { Pen } from "./pen.ts";
import type { Scissors } from "./scissors.ts";
import { validFor } from "./validity-words.ts";
import { localise, type Words } from "./words.ts";

export interface SignatureOptions {
  /** Of the signature's picture, as uploaded by this app. Without it the card says that there is one. */
  readonly imageKey?: string | undefined;
  /** When an approved signature stops being valid. */
  readonly validUntil?: Date | undefined;
  /** When it was taken back, whatever was decided. */
  readonly revokedAt?: Date | undefined;
}

/** The signature whose use is asked for: its picture, what for, and how long. Nothing for any other request. */
export function signatureBlock(
  { request, status }: Approval,
  { imageKey, validUntil, revokedAt }: SignatureOptions,
  pen: Pen,
  scissors: Scissors,
): readonly CardElement[] {
  const { signature } = request;
  if (signature === undefined) return [];
  const picture = imageKey === undefined ? pen.note(SIGNATURE_WORDS.noPicture) : image(imageKey);
  return [picture, details(signature, pen, scissors), ...force(status, { validUntil, revokedAt }, pen)];
}

/** Whether an approved one may be used, and how long. */
function force(
  status: Status,
  { validUntil, revokedAt }: SignatureOptions,
  pen: Pen,
): readonly CardElement[] {
  if (status !== "approved") return [];
  if (revokedAt !== undefined) return [pen.strong(SIGNATURE_WORDS.revoked(pen.time(revokedAt)))];
  return validUntil === undefined ? [] : [pen.strong(SIGNATURE_WORDS.validUntil(pen.time(validUntil)))];
}

function image(img_key: string): CardElement {
  return {
    tag: "img",
    img_key,
    alt: { tag: "plain_text", ...localise(SIGNATURE_WORDS.picture) },
    scale_type: "fit_horizontal",
    corner_radius: "8px",
  };
}

function details({ purpose, validity }: SignatureAsked, pen: Pen, scissors: Scissors): CardElement {
  const what = scissors.trim(cleanText(purpose).trim(), { weight: 2 });
  const long = validFor(scissors.trim(cleanText(validity).trim(), { atMost: LONGEST_VALIDITY }));
  return sideBySide(
    [pen.note(SIGNATURE_WORDS.purpose), plain({ en_us: what, zh_cn: what })],
    [pen.note(SIGNATURE_WORDS.validity), plain(long)],
  );
}

/** Bytes. */
const LONGEST_VALIDITY = 100;

function plain(words: Words): CardElement {
  const text =
    words.en_us === words.zh_cn ? { content: words.en_us === "" ? "–" : words.en_us } : localise(words);
  return { tag: "div", text: { tag: "plain_text", ...text } };
}

const SIGNATURE_WORDS = {
  picture: { en_us: "The signature", zh_cn: "签名图片" },
  noPicture: { en_us: "A signature, whose picture cannot be shown here", zh_cn: "签名图片，无法在此显示" },
  purpose: { en_us: "Purpose", zh_cn: "用途" },
  validity: { en_us: "Validity", zh_cn: "有效期" },
  revoked: (time: string) => ({ en_us: `Revoked ${time}`, zh_cn: `已于 ${time} 撤销` }),
  validUntil: (time: string) => ({ en_us: `Valid until ${time}`, zh_cn: `有效期至 ${time}` }),
} as const;
