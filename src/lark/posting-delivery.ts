import type { Deliver, Delivery, Job } from "../outbox/job.ts";
import { chooseWay, type WayChoice } from "../posting/choose-way.ts";
import type { PostingStore } from "../posting/posting-store.ts";
import type { PostedMessage, Posting, UpdateGrant } from "../posting/posting.ts";
import type { DelayedUpdate } from "./delayed-update-call.ts";
import { isTokenFinished } from "./error-codes.ts";
import { failedDelivery } from "./failed-delivery.ts";
import type { LarkClient } from "./lark-client.ts";
import { failure, type LarkResult } from "./lark-fault.ts";
import { afterSend, alreadySent, notSentYet } from "./our-message.ts";
import { changedText } from "./replacement-text.ts";
import { takePlace } from "./take-place.ts";

export interface PostingDeliveryOptions {
  readonly client: Pick<LarkClient, "sendCard" | "updateCard" | "updateByToken" | "sendText">;
  readonly store: Pick<PostingStore, "findByPart" | "useGrant">;
  readonly clock: () => Date;
}

interface Found {
  readonly posting: Posting;
  readonly message: PostedMessage;
}

/**
 * Carries out the jobs of postings: what a job sends is the card as it stands now, and a message that shows it already
 * is left alone. An update goes by the click's token where one is kept, else by the message's id, and a use of a token
 * is on disk before its call: it is never counted too little.
 */
export function createPostingDelivery(options: PostingDeliveryOptions): Deliver {
  return async (job) => {
    const posting = await options.store.findByPart(job.key);
    const message = posting?.messages.find(({ id }) => id === job.key);
    if (posting === undefined || message === undefined) return { kind: "failed", error: "card_not_found" };
    if (job.kind === "posting.send") return send(job, { posting, message }, options);
    if (job.kind === "posting.update") return update(job, { posting, message }, options);
    if (job.kind === "posting.settle") return settle(job, { posting, message }, options);
    throw new TypeError(`${job.kind} is no posting's job`);
  };
}

async function send(
  job: Job,
  { posting, message }: Found,
  { client }: PostingDeliveryOptions,
): Promise<Delivery> {
  const known = alreadySent(message);
  if (known !== undefined) return known;
  const { id, to } = message;
  if (to === undefined) return { kind: "failed", error: "message_unknown" };
  const result = await client.sendCard({ to, content: JSON.stringify(posting.card), uuid: id });
  return afterSend(job, result, posting.revision);
}

async function update(job: Job, found: Found, options: PostingDeliveryOptions): Promise<Delivery> {
  const { posting, message } = found;
  const { message_id: messageId, grant } = message;
  if (messageId === undefined) return notSentYet(message);
  if (message.shownRevision >= posting.revision) return { kind: "delivered" };
  const waitMs = grant === undefined ? 0 : answeredBy(grant) - options.clock().getTime();
  if (waitMs > 0) return { kind: "retry", error: "click_unanswered", afterMs: waitMs, early: true };
  const result = await show(found, messageId, options);
  if (result.ok) return { kind: "delivered", receipt: { messageId, shownRevision: posting.revision } };
  const ended = failedDelivery(job, result.error);
  if (ended.kind !== "failed") return ended;
  return takePlace(options.client, { job, message, error: ended.error, text: changedText(posting.card) });
}

/**
 * Paints what stands, whatever the message is thought to show: a client may have undone the update before this one. By
 * the message's id alone: an update by a click's token comes after its answer, and its uses are for changes.
 */
async function settle(
  job: Job,
  { posting, message }: Found,
  { client, clock }: PostingDeliveryOptions,
): Promise<Delivery> {
  const { message_id: messageId, state } = message;
  if (messageId === undefined || state === "failed") return DONE;
  const { way } = choose({ posting, message: { ...message, grant: undefined } }, messageId, clock());
  if (way !== "message") return DONE;
  const result = await client.updateCard(messageId, JSON.stringify(posting.card));
  if (!result.ok) return failedDelivery(job, result.error);
  return { kind: "delivered", receipt: { messageId, shownRevision: posting.revision } };
}

const DONE = { kind: "delivered" } as const;

/** By the first way that is allowed; a token that was no good after all makes room for the next. */
async function show(
  { posting, message }: Found,
  messageId: string,
  options: PostingDeliveryOptions,
): Promise<LarkResult<object>> {
  const { card } = posting;
  const choice = choose({ posting, message }, messageId, options.clock());
  if (choice.way === "message") return options.client.updateCard(messageId, JSON.stringify(card));
  if (choice.way !== "token") return failure(codeOf(choice), "final", "no way to update is left");
  const { token, openIds } = choice;
  const result = await useToken(message.id, { token, card, openIds, messageId }, options);
  if (result.ok || !isTokenFinished(result.error.code)) return result;
  return show({ posting, message: { ...message, grant: undefined } }, messageId, options);
}

async function useToken(
  partId: string,
  delayed: DelayedUpdate,
  { client, store, clock }: PostingDeliveryOptions,
): Promise<LarkResult<object>> {
  return (await store.useGrant(partId, clock())) ? client.updateByToken(delayed) : NONE_LEFT;
}

function choose(
  { posting: { card, createdAt: sentAt }, message: { grant } }: Found,
  messageId: string,
  now: Date,
): WayChoice {
  const asked = grant === undefined ? "message" : "token";
  // A change never makes it another form of card, so what the message shows is of the form of what it is to show.
  return chooseWay({ asked, before: card, after: card, messageId, sentAt, grant, now, inTime: false });
}

/** A job has no click to answer. */
function codeOf(choice: Exclude<WayChoice, { way: "message" | "token" }>): string {
  return choice.way === "none" ? choice.error : "message_unknown";
}

/** As the platform would say it. */
const NONE_LEFT = failure("lark_300040", "final", "our own count");

/**
 * When the click that gave the token is answered, or can be no more: Lark waits three seconds, and an update before that
 * is undone by its client (Lark, "Delayed update of message card").
 */
function answeredBy({ until }: UpdateGrant): number {
  return until.getTime() - GRANT_MS + ANSWERED_MS;
}

const GRANT_MS = 30 * 60 * 1000;
const ANSWERED_MS = 3_500;
