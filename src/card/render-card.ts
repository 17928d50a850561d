import type { Approval, Card } from "../approval/approval.ts";
import type { CardElement, CardJson } from "./card-json.ts";
import { oneLine } from "./clean-text.ts";
import { controls } from "./controls.ts";
import { cutMark, cutText, formatCount } from "./cut-text.ts";
import { fieldGrid } from "./field-grid.ts";
import { fitToSize } from "./fit-to-size.ts";
import { header } from "./header.ts";
import { MARKDOWN_PEN, type Pen, PLAIN_PEN } from "./pen.ts";
import { Scissors } from "./scissors.ts";
import { signatureBlock, type SignatureOptions } from "./signature-block.ts";
import { stageList, type StageListOptions } from "./stage-list.ts";
import { joinWords, LANGUAGES, localise, WORDS, type Words } from "./words.ts";

export interface RenderOptions extends SignatureOptions {
  /** `plain` has no mentions, no markdown and no picture: for an approval whose card Lark has refused. */
  readonly markup?: "markdown" | "plain" | undefined;
}

/**
 * One card of an approval as it now stands, in card JSON 2.0, Chinese and English: always the same for the same
 * approval, under MAX_CARD_BYTES and 200 elements whatever was asked, with buttons only while it is pending and the
 * stage that the card is for is the open one. Text that does not fit is cut, and the card says how much is missing.
 * What users wrote cannot become markup or a mention; `summary` is markdown, without mentions, images and tags that
 * reach beyond it.
 */
export function renderCard(
  approval: Approval,
  card: Pick<Card, "stage">,
  options: RenderOptions = {},
): CardJson {
  return fitToSize(({ budget, votes }) =>
    drawCard(approval, options, {
      card,
      pen: options.markup === "plain" ? PLAIN_PEN : MARKDOWN_PEN,
      scissors: new Scissors(budget),
      mostVotes: votes,
    }),
  );
}

function drawCard(approval: Approval, options: RenderOptions, by: StageListOptions): CardJson {
  const { scissors } = by;
  const title = scissors.trim(oneLine(approval.request.title), { weight: 8, atMost: LONGEST_TITLE });
  const elements = drawBody(approval, options, by);
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
    header: header(
      approval,
      title === "" ? "–" : title,
      approval.status === "approved" && options.revokedAt !== undefined,
    ),
    body: { padding: "12px", vertical_spacing: "12px", elements },
  };
}

/** Bytes. Lark shows four lines of a title. */
const LONGEST_TITLE = 600;
const LONGEST_PREVIEW = 150;

function drawBody(approval: Approval, options: RenderOptions, by: StageListOptions): readonly CardElement[] {
  const { pen, scissors, card } = by;
  const asked = [
    ...signatureBlock(
      approval,
      options.markup === "plain" ? { ...options, imageKey: undefined } : options,
      pen,
      scissors,
    ),
    ...summary(approval, pen, scissors),
    ...fieldGrid(approval.request.fields, scissors),
  ];
  const standing = [...stageList(approval, by), ...ending(approval, pen)];
  const missing = scissors.removed === 0 ? [] : [pen.note(WORDS.cut(formatCount(scissors.removed)))];
  return [
    pen.note(provenance(approval, pen)),
    ...asked,
    ...missing,
    ...(standing.length === 0 ? [] : [{ tag: "hr" } as const, ...standing]),
    ...controls(approval, card),
  ];
}

/** Why a cancelled request was taken back, where that is known. */
function ending({ status, progress }: Approval, pen: Pen): readonly CardElement[] {
  const { supersededBy, withdrawnBy } = progress;
  if (status !== "cancelled") return [];
  if (supersededBy !== undefined) return [pen.strong(WORDS.superseded)];
  return withdrawnBy === undefined ? [] : [pen.strong(WORDS.withdrawnBy(pen.person(withdrawnBy)))];
}

/** Who asked, and the one time that matters: of a decided approval the votes tell theirs themselves. */
function provenance(approval: Approval, pen: Pen): Words {
  const { requested_by: requester, supersedes } = approval.request;
  const replaces = supersedes === undefined ? [] : [WORDS.supersedes];
  const by = requester === undefined ? [] : [WORDS.requestedBy(pen.person(requester))];
  return joinWords([...by, when(approval, pen), ...replaces], " · ");
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
