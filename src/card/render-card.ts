import type { Approval } from "../approval/approval.ts";
import { buttons } from "./buttons.ts";
import type { CardElement, CardJson } from "./card-json.ts";
import { oneLine } from "./clean-text.ts";
import { cutMark, cutText, formatCount } from "./cut-text.ts";
import { fieldGrid } from "./field-grid.ts";
import { fitToSize } from "./fit-to-size.ts";
import { header } from "./header.ts";
import { MARKDOWN_PEN, type Pen, PLAIN_PEN } from "./pen.ts";
import { Scissors } from "./scissors.ts";
import { voteList } from "./vote-list.ts";
import { joinWords, LANGUAGES, localise, WORDS, type Words } from "./words.ts";

export interface RenderOptions {
  /** `plain` has no mentions and no markdown: for an approval whose card Lark has refused. */
  readonly markup?: "markdown" | "plain" | undefined;
}

/**
 * The card of an approval as it now stands, in card JSON 2.0, Chinese and English: always the same for the same
 * approval, under MAX_CARD_BYTES and 200 elements whatever was asked, with buttons only while it is pending. Text
 * that does not fit is cut, and the card says how much is missing. What users wrote cannot become markup or a
 * mention; `summary` is markdown, without mentions, images and tags that reach beyond it.
 */
export function renderCard(approval: Approval, { markup = "markdown" }: RenderOptions = {}): CardJson {
  const pen = markup === "plain" ? PLAIN_PEN : MARKDOWN_PEN;
  return fitToSize((budget) => drawCard(approval, pen, new Scissors(budget)));
}

function drawCard(approval: Approval, pen: Pen, scissors: Scissors): CardJson {
  const title = scissors.trim(oneLine(approval.request.title), { weight: 8, atMost: LONGEST_TITLE });
  const elements = drawBody(approval, pen, scissors);
  return {
    schema: "2.0",
    config: {
      update_multi: true,
      // A forwarded copy is a message of its own, which we could never bring up to date.
      enable_forward: false,
      enable_forward_interaction: false,
      locales: LANGUAGES,
      summary: localise(WORDS.preview(WORDS.status[approval.status], cutText(title, LONGEST_PREVIEW).kept)),
    },
    header: header(approval, title === "" ? "–" : title),
    body: { padding: "12px", vertical_spacing: "12px", elements },
  };
}

/** Bytes. Lark shows four lines of a title. */
const LONGEST_TITLE = 600;
const LONGEST_PREVIEW = 150;

function drawBody(approval: Approval, pen: Pen, scissors: Scissors): readonly CardElement[] {
  const { request } = approval;
  const asked = [...summary(approval, pen, scissors), ...fieldGrid(request.fields, scissors)];
  const votes = voteList(approval, pen, scissors);
  const missing = scissors.removed === 0 ? [] : [pen.note(WORDS.cut(formatCount(scissors.removed)))];
  return [
    pen.note(provenance(approval, pen)),
    ...asked,
    ...missing,
    ...(votes.length === 0 ? [] : [{ tag: "hr" } as const, ...votes]),
    ...(approval.status === "pending" ? [buttons(approval.id)] : []),
  ];
}

/** Who asked, and the one time that matters: of a decided approval the votes tell theirs themselves. */
function provenance(approval: Approval, pen: Pen): Words {
  const { requested_by: requester } = approval.request;
  const by = requester === undefined ? [] : [WORDS.requestedBy(pen.person(requester))];
  return joinWords([...by, when(approval, pen)], " · ");
}

function when({ status, createdAt, expiresAt, decidedAt = expiresAt }: Approval, pen: Pen): Words {
  if (status === "pending") return WORDS.openUntil(pen.time(expiresAt));
  if (status === "expired" || status === "cancelled") return WORDS.endedAt[status](pen.time(decidedAt));
  return WORDS.askedAt(pen.time(createdAt));
}

/** The budget of eight fields: it is the part that explains the others. */
function summary({ request }: Approval, pen: Pen, scissors: Scissors): readonly CardElement[] {
  const { summary: text = "" } = request;
  if (text.trim() === "") return [];
  const { kept, removed } = scissors.split(text, { weight: 8 });
  return [pen.summary(kept, removed === 0 ? "" : cutMark(removed))];
}
