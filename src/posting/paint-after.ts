import type { Actor } from "../approval/approval-store.ts";
import { type Answer, isAnswer } from "../protocol/answer.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { applyThen, type Changed } from "./apply-then.ts";
import { cardFrame } from "./card-frame.ts";
import { chooseWay } from "./choose-way.ts";
import type { ClickedMessage, PostingStore } from "./posting-store.ts";
import type { ActionRule, Posting, Then } from "./posting.ts";
import { grantOf } from "./update-grant.ts";

interface PaintOptions {
  readonly store: Pick<PostingStore, "change">;
  readonly clock: () => Date;
  readonly wakeOutbox: (at: Date) => void;
  readonly answerWithin: number;
}

interface Succeeded {
  readonly posting: Posting;
  readonly rule: ActionRule;
  /** What the effect itself answered; its card goes before the rule's. */
  readonly outcome: Answer | undefined;
  readonly action: CardAction;
  readonly clickedAt: Date;
  readonly requestId: string | undefined;
}

type Painted =
  { readonly ok: true; readonly card?: Answer["card"] } | { readonly ok: false; readonly error: string };

/** Milliseconds by which a repaint follows: the client has its answer by then, and does not undo the update. */
const AFTER_THE_ANSWER = 300;

/** Changes the card as it stands then, and says what of it goes into the click's answer. */
export async function paintAfter(options: PaintOptions, succeeded: Succeeded): Promise<Painted> {
  const { posting, rule, action, clickedAt, requestId } = succeeded;
  const then = thenOf(succeeded);
  if (then === undefined) return { ok: true };
  const now = options.clock();
  const inTime = now.getTime() - clickedAt.getTime() < options.answerWithin;
  const repaintAt = new Date(now.getTime() + AFTER_THE_ANSWER);
  const actor: Actor = { kind: "person", open_id: action.open_id };
  const clicked = clickedMessage(succeeded);
  const change = { postingId: posting.id, at: now, actor, type: "clicked", clicked, repaintAt, requestId };
  let changed: Changed | undefined;
  let byAnswer = false;
  await options.store.change(change, (current) => {
    changed = applyThen(current.card, then, action);
    if (!changed.ok) return undefined;
    const question = { asked: rule.update, before: current.card, after: changed.card, inTime };
    const message = { messageId: action.message_id, sentAt: current.createdAt, grant: clicked.grant };
    byAnswer = chooseWay({ ...question, ...message, now }).way === "answer";
    return { card: changed.card, byAnswer };
  });
  if (changed?.ok !== true) return { ok: false, error: changed?.error ?? "card_not_found" };
  options.wakeOutbox(repaintAt);
  return { ok: true, card: byAnswer ? answerCard(changed.card) : undefined };
}

function thenOf({ outcome, rule }: Succeeded): Then | undefined {
  if (outcome?.card === undefined) return rule.then;
  const { type, data } = outcome.card;
  return { kind: "card", card: type === "raw" ? data : { type, data } };
}

/** The token is kept where an update is to go by it: where the rule asks for that, or no other way is open. */
function clickedMessage({ posting, rule, action, clickedAt }: Succeeded): ClickedMessage {
  const { message_id, chat_id } = action;
  const isKept = rule.update === "token" || !cardFrame(posting.card).isShared;
  return { message_id, chat_id, grant: isKept ? grantOf(action, clickedAt) : undefined };
}

/** The card as the answer to a click shows it. */
export function answerCard(card: JsonObject): Answer["card"] {
  const isTemplate = card["type"] === "template";
  const answer = { card: isTemplate ? card : { type: "raw", data: card } };
  return isAnswer(answer) ? answer.card : undefined;
}
