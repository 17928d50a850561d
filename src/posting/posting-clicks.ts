import type { ClickRegistration } from "../callback/registration.ts";
import type { KeyedMutex } from "../keyed-mutex.ts";
import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import { carryOut, type Clicked, type Effects } from "./effects.ts";
import { findClicked, type FindClickedOptions, mayBePosted, ruleFor } from "./find-clicked.ts";
import { findPressed } from "./find-pressed.ts";
import { answerCard, paintAfter } from "./paint-after.ts";
import type { PostingStore } from "./posting-store.ts";
import { TOASTS } from "./posting-toasts.ts";
import type { Posting } from "./posting.ts";

export interface PostingClicksOptions extends FindClickedOptions {
  readonly store: PostingStore;
  /** By posting; the same as for what the API changes. */
  readonly locks: KeyedMutex;
  readonly effects: Effects;
  readonly wakeOutbox: (at: Date) => void;
  /** Milliseconds from a click within which its answer still comes in time. */
  readonly answerWithin: number;
  /** A click whose effect, or whose change of the card, did not come about; by its code. */
  readonly onRefused: (code: string, postingId: string, event: CallbackEvent) => void;
}

/**
 * Clicks on posted cards: the first rule that matches says what happens, how the card changes, and what is told. Clicks
 * on one card run one after another, and a button that is in the card no more does nothing: so of several people who
 * press one that goes, the first success wins. A failure leaves the card as it is.
 */
export function createPostingClicks(options: PostingClicksOptions): ClickRegistration {
  return {
    kind: "click",
    name: "card.action.trigger:posting",
    /** Offered every click that is no approval's: whoever takes it, a press of a posted card is noted. */
    async accepts(action) {
      const [accepted] = await Promise.all([
        mayBePosted(options, action),
        options.store.pressed(action.message_id, options.clock()),
      ]);
      return accepted;
    },
    async handle(action, event, isAwaited = true) {
      const clickedAt = options.clock();
      const found = await findClicked(options, action);
      if (found === undefined) return { toast: TOASTS.not_sent_yet };
      const waited = isAwaited ? options : { ...options, answerWithin: 0 };
      return options.locks.run(found.id, () => press(waited, found.id, { action, event }, clickedAt));
    },
  };
}

async function press(
  options: PostingClicksOptions,
  postingId: string,
  clicked: Clicked,
  clickedAt: Date,
): Promise<Answer> {
  const { action } = clicked;
  const posting = await options.store.find(postingId);
  const rule = posting && ruleFor(posting, action);
  if (posting === undefined || rule === undefined) return { toast: TOASTS.already_done };
  if (isGone(posting, action)) return showAgain(options, posting, clickedAt);
  const outcome = await carryOut(options.effects, rule.effect, clicked);
  if (!outcome.ok) {
    await noteRefused(options, postingId, clicked, outcome.error);
    return { toast: outcome.toast ?? TOASTS.failed };
  }
  const { requestId } = clicked.event;
  const about = { posting, rule, outcome: outcome.answer, action, clickedAt, requestId };
  const painted = await paintAfter(options, about);
  if (!painted.ok) {
    await noteRefused(options, postingId, clicked, painted.error);
    return { toast: TOASTS.card_unchanged };
  }
  const toast = outcome.answer?.toast ?? rule.toast;
  return { ...(toast && { toast }), ...(painted.card && { card: painted.card }) };
}

/** Whoever could press it sees an older card: the answer that showed the change may have been lost on its way. */
function showAgain(
  { clock, answerWithin }: PostingClicksOptions,
  { card }: Posting,
  clickedAt: Date,
): Answer {
  const inTime = clock().getTime() - clickedAt.getTime() < answerWithin;
  return { toast: TOASTS.already_done, ...(inTime && { card: answerCard(card) }) };
}

async function noteRefused(
  { store, clock, onRefused }: PostingClicksOptions,
  postingId: string,
  { action: { open_id, message_id }, event }: Clicked,
  why: string,
): Promise<void> {
  onRefused(why, postingId, event);
  const actor = { kind: "person", open_id } as const;
  await store.noteRefused({ postingId, eventId: event.eventId, at: clock(), actor, message_id, why });
}

/** Whether the card has changed since, and has the button no more. What a template shows is not known. */
function isGone({ card, revision }: Posting, action: CardAction): boolean {
  return revision > 1 && card["type"] !== "template" && findPressed(card, action).length === 0;
}
