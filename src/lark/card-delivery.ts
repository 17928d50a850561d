import type { Approval, Card } from "../approval/approval.ts";
import type { Reminder } from "../approval/reminder.ts";
import type { CardJson } from "../card/card-json.ts";
import type { RenderOptions } from "../card/render-card.ts";
import type { Deliver, Delivery, Job } from "../outbox/job.ts";
import { isCardRefused } from "./error-codes.ts";
import type { LarkClient } from "./lark-client.ts";
import type { LarkFault, LarkResult } from "./lark-fault.ts";
import { remind } from "./remind.ts";

export interface CardDeliveryOptions {
  readonly client: Pick<LarkClient, "sendCard" | "updateCard" | "reply" | "urge">;
  /** The approval that a card belongs to, as it is now. */
  readonly find: (cardId: string) => Promise<Approval | undefined>;
  readonly render: (approval: Approval, card: Card, options?: RenderOptions) => CardJson;
  /** Whether to remind by a card of this stage now, and whom. */
  readonly reminderNow: (approval: Approval, stage: number, at: Date) => Reminder;
  readonly clock: () => Date;
  /** What a card shows that the approval does not hold; brings it to Lark where it is not there yet. */
  readonly look?: ((approval: Approval) => Promise<LarkResult<CardLook>>) | undefined;
}

export type CardLook = Pick<RenderOptions, "imageKey" | "validUntil" | "revokedAt">;

/** Why a reminder waits that fell due while nobody is to be disturbed. */
export const QUIET_HOURS = "quiet_hours";

interface Found {
  readonly approval: Approval;
  readonly card: Card;
}

/**
 * Carries out card jobs: whatever a job was owed for, what it sends is the approval as it stands now. A card that is
 * there is not posted again, one that shows the newest state is not updated again, and a fault that will not pass
 * ends the job with its code.
 */
export function createCardDelivery(options: CardDeliveryOptions): Deliver {
  return async (job) => {
    const approval = await options.find(job.key);
    const card = approval?.cards.find(({ id }) => id === job.key);
    if (approval === undefined || card === undefined) return { kind: "failed", error: "card_not_found" };
    const carryOut = CARRY_OUT.get(job.kind);
    if (carryOut === undefined) throw new TypeError(`${job.kind} is no card's job`);
    return carryOut(job, { approval, card }, options);
  };
}

type CarryOut = (job: Job, found: Found, options: CardDeliveryOptions) => Promise<Delivery>;

const CARRY_OUT: ReadonlyMap<Job["kind"], CarryOut> = new Map([
  ["card.send", send],
  ["card.update", update],
  ["card.settle", settle],
  ["card.remind", sendReminder],
]);

async function send(job: Job, { approval, card }: Found, options: CardDeliveryOptions): Promise<Delivery> {
  const { message_id: known, chat_id, shownRevision } = card;
  if (known !== undefined) {
    return { kind: "delivered", receipt: { messageId: known, chatId: chat_id, shownRevision } };
  }
  const first = job.attempt === 1;
  if (first && approval.status !== "pending") return { kind: "failed", error: "ended_before_sent" };
  const { client } = options;
  const result = await inSomeMarkup({ approval, card }, options, (content) =>
    client.sendCard({ to: card.to, content, uuid: card.id }),
  );
  if (!result.ok) return fail(job, result.error);
  const { messageId, chatId } = result;
  // The answer to a repeat may be about the message of an earlier attempt, which showed an earlier state.
  return { kind: "delivered", receipt: { messageId, chatId, shownRevision: first ? approval.revision : 0 } };
}

async function update(job: Job, { approval, card }: Found, options: CardDeliveryOptions): Promise<Delivery> {
  const { message_id: messageId } = card;
  if (messageId === undefined) {
    if (card.state === "failed") return { kind: "failed", error: card.error ?? "card_not_sent" };
    return { kind: "retry", error: "card_not_sent" };
  }
  if (card.shownRevision >= approval.revision) return { kind: "delivered" };
  return show(job, messageId, { approval, card }, options);
}

/** Paints what stands, whatever the card is thought to show: a client may have undone the update before this one. */
async function settle(job: Job, { approval, card }: Found, options: CardDeliveryOptions): Promise<Delivery> {
  const { message_id: messageId, state } = card;
  if (messageId === undefined || state === "failed") return { kind: "delivered" };
  return show(job, messageId, { approval, card }, options);
}

async function sendReminder(
  job: Job,
  { approval, card }: Found,
  { client, clock, reminderNow }: CardDeliveryOptions,
): Promise<Delivery> {
  const { message_id: messageId, shownRevision } = card;
  if (messageId === undefined) return { kind: "delivered" };
  const now = clock();
  const reminder = reminderNow(approval, card.stage, now);
  if (reminder.kind === "over") return { kind: "delivered" };
  if (reminder.kind === "quiet") {
    return { kind: "retry", error: QUIET_HOURS, afterMs: reminder.until.getTime() - now.getTime() };
  }
  const count = approval.progress.reminders;
  const result = await remind(client, { card, messageId, count }, reminder);
  if (!result.ok) return fail(job, result.error);
  return { kind: "delivered", receipt: { messageId, shownRevision } };
}

async function show(
  job: Job,
  messageId: string,
  { approval, card }: Found,
  options: CardDeliveryOptions,
): Promise<Delivery> {
  const { client } = options;
  const result = await inSomeMarkup({ approval, card }, options, (content) =>
    client.updateCard(messageId, content),
  );
  if (!result.ok) return fail(job, result.error);
  return { kind: "delivered", receipt: { messageId, shownRevision: approval.revision } };
}

/**
 * The card as it should look, or, where Lark refuses it (somebody it mentions is not known to this app, say), without
 * any markup: a plain card is better than none.
 */
async function inSomeMarkup<T>(
  { approval, card }: Found,
  { render, look }: CardDeliveryOptions,
  deliver: (content: string) => Promise<LarkResult<T>>,
): Promise<LarkResult<T>> {
  const seen: LarkResult<CardLook> = (await look?.(approval)) ?? { ok: true };
  if (!seen.ok) return seen;
  const { ok: _, ...shown } = seen;
  const result = await deliver(JSON.stringify(render(approval, card, shown)));
  if (result.ok || result.error.kind !== "final" || !isCardRefused(result.error.code)) return result;
  return deliver(JSON.stringify(render(approval, card, { ...shown, markup: "plain" })));
}

function fail({ attempt }: Job, { code, kind, afterMs }: LarkFault): Delivery {
  if (kind === "config") return { kind: "retry", error: code, afterMs: CONFIG_MS };
  const given = kind === "final" || (kind === "unknown" && attempt >= MOST_GUESSES);
  return given ? { kind: "failed", error: code } : { kind: "retry", error: code, afterMs };
}

/** Somebody has to change a setting, and the card is still owed when they have. */
const CONFIG_MS = 60_000;

/** Attempts at what no table explains: with the outbox's back-off, some ten minutes. */
const MOST_GUESSES = 16;
