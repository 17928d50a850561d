import type { Approval, Status } from "../approval/approval.ts";
import type { CardJson, Template, TextTag } from "./card-json.ts";
import { LANGUAGES, WORDS, type Words } from "./words.ts";

/** The title under the colour of its status. The status is there in words too, for who does not see colours. */
export function header(
  { status, request, votes }: Approval,
  title: string,
  isRevoked: boolean,
): CardJson["header"] {
  const look = isRevoked ? REVOKED : { ...LOOK[status], words: WORDS.status[status] };
  const tags: readonly Tag[] = [
    { words: look.words, color: look.tag },
    ...(votes.some(({ break_glass }) => break_glass)
      ? [{ words: WORDS.breakGlass, color: "red" } as const]
      : []),
    ...(request.risk === "high" ? [{ words: WORDS.highRisk, color: "red" } as const] : []),
  ];
  return {
    template: look.template,
    title: { tag: "plain_text", content: title },
    text_tag_list: tags.map((tag) => textTag(tag, "en_us")),
    i18n_text_tag_list: Object.fromEntries(
      LANGUAGES.map((language) => [language, tags.map((tag) => textTag(tag, language))]),
    ),
  };
}

const LOOK = {
  pending: { template: "orange", tag: "orange" },
  approved: { template: "green", tag: "green" },
  rejected: { template: "red", tag: "red" },
  expired: { template: "grey", tag: "neutral" },
  cancelled: { template: "grey", tag: "neutral" },
} as const satisfies Record<Status, { readonly template: Template; readonly tag: TextTag["color"] }>;

/** What was approved, and may not be used any more, looks like it. */
const REVOKED = { template: "grey", tag: "neutral", words: WORDS.revoked } as const;

interface Tag {
  readonly words: Words;
  readonly color: TextTag["color"];
}

function textTag({ words, color }: Tag, language: keyof Words): TextTag {
  return { tag: "text_tag", text: { tag: "plain_text", content: words[language] }, color };
}
