import type { Approval, Card } from "../approval/approval.ts";
import type { Reminder } from "../approval/reminder.ts";
import type { Deliver, Delivery, Job } from "../outbox/job.ts";
import { failedDelivery } from "./failed-delivery.ts";
import { inSomeMarkup, type MarkupOptions } from "./in-some-markup.ts";
import type { LarkClient } from "./lark-client.ts";
import type { LarkFault } from "./lark-fault.ts";
import { afterSend, alreadySent, notSentYet } from "./our-message.ts";
import { remind } from "./remind.ts";
import { endedText } from "./replacement-text.ts";
import { takePlace } from "./take-place.ts";

export interface CardDeliveryOptions extends MarkupOptions {
  readonly client: Pick<LarkClient, "sendCard" | "updateCard" | "sendText" | "reply" | "urge">;
  /** The approval that a card belongs to, as it is now. */
  readonly find: (cardId: string) => Promise<Approval | undefined>;
  /** Whether to remind by a card of this stage now, and whom. */
  readonly reminderNow: (approval: Approval, stage: number, at: Date) => Reminder;
  readonly clock: () => Date;
}

/** Why a reminder waits that fell due while nobody is to be disturbed. */
const QUIET_HOURS = "quiet_hours";

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
  const known = alreadySent(card);
  if (known !== undefined) return known;
  if (job.attempt === 1 && approval.status !== "pending")
    return { kind: "failed", error: "ended_before_sent" };
  const { client } = options;
  const result = await inSomeMarkup({ approval, card }, options, (content) =>
    client.sendCard({ to: card.to, content, uuid: card.id }),
  );
  return afterSend(job, result, approval.revision);
}

async function update(job: Job, { approval, card }: Found, options: CardDeliveryOptions): Promise<Delivery> {
  const { message_id: messageId } = card;
  if (messageId === undefined) return notSentYet(card);
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
    return {
      kind: "retry",
      error: QUIET_HOURS,
      afterMs: reminder.until.getTime() - now.getTime(),
      early: true,
    };
  }
  const count = approval.progress.reminders;
  const result = await remind(client, { card, messageId, count }, reminder);
  if (!result.ok) return failedDelivery(job, result.error);
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
  if (!result.ok) return ended(job, result.error, { approval, card }, options);
  return { kind: "delivered", receipt: { messageId, shownRevision: approval.revision } };
}

/**
 * When the card was sent is not kept, so it is the platform that says whether it is too old. Then an approval that has
 * ended is told of by a short message: the card has buttons that do nothing any more.
 */
async function ended(
  job: Job,
  fault: LarkFault,
  { approval, card }: Found,
  { client, look }: CardDeliveryOptions,
): Promise<Delivery> {
  const delivery = failedDelivery(job, fault);
  if (delivery.kind !== "failed" || approval.status === "pending") return delivery;
  const seen = await look?.(approval);
  if (seen?.ok === false) return failedDelivery(job, seen.error);
  const text = endedText(approval, seen?.revokedAt !== undefined);
  return takePlace(client, { job, message: card, error: delivery.error, text });
}
