import type { JsonObject } from "../protocol/json-object.ts";
import { cardFrame } from "./card-frame.ts";
import type { UpdateGrant, UpdateWay } from "./posting.ts";

/** One change of the card that one message shows. */
export interface WayQuestion {
  /** By the button's rule. What the platform forbids is not done: then it is the first of the others that it allows. */
  readonly asked: UpdateWay;
  /** The card that the message shows, and the one that it is to show. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly messageId?: string | undefined;
  /** When the message was sent, or the latest moment before which that cannot have been. */
  readonly sentAt: Date;
  /** The token of the last click on the message, if it was kept. */
  readonly grant?: UpdateGrant | undefined;
  readonly now: Date;
  /** Whether a click on this very message waits for its answer, and the answer will come in time. */
  readonly inTime: boolean;
}

export type WayChoice =
  | { readonly way: "answer" }
  | { readonly way: "message"; readonly messageId: string }
  /** `openIds` for a card that is not shared: the only ones who see the change. */
  | { readonly way: "token"; readonly token: string; readonly openIds?: readonly string[] | undefined }
  | { readonly way: "none"; readonly error: NoWay };

/**
 * Why no way is left, or the nearest one is closed: the message is unknown, another schema than it was sent with, too
 * old, or a card of each person's own without a click's token that is still good.
 */
type NoWay = "message_unknown" | "card_form_differs" | "message_too_old" | "card_not_shared";

/** Lark, "Update message card". */
const MESSAGE_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;

/**
 * How a change reaches a message: never a way that the platform's rules forbid, and always one if they leave any. Pure;
 * whoever takes `token` counts its use first, and sends it after the click was answered. Sources: Lark, "Card callback
 * communication", "Update message card", "Delayed update of message card".
 */
export function chooseWay(question: WayQuestion): WayChoice {
  const { asked } = question;
  const order = asked === "auto" ? IN_ORDER : [asked, ...IN_ORDER.filter((way) => way !== asked)];
  for (const way of order) {
    const choice = WAYS[way](question);
    if (choice !== undefined) return choice;
  }
  return { way: "none", error: whyNone(question) };
}

const IN_ORDER = ["answer", "message", "token"] as const;

type Way = (typeof IN_ORDER)[number];

const WAYS: Readonly<Record<Way, (question: WayQuestion) => WayChoice | undefined>> = {
  answer: ({ inTime, before, after }) => (inTime && fits(before, after) ? { way: "answer" } : undefined),
  message: byMessage,
  token: byToken,
};

function byMessage({ messageId, before, after, sentAt, now }: WayQuestion): WayChoice | undefined {
  if (messageId === undefined || !fits(before, after) || isTooOld(sentAt, now)) return undefined;
  return saysShared(before) && saysShared(after) ? { way: "message", messageId } : undefined;
}

function byToken({ grant, before, after, now }: WayQuestion): WayChoice | undefined {
  if (grant === undefined || grant.usesLeft < 1 || now >= grant.until || !fits(before, after))
    return undefined;
  const openIds = cardFrame(after).isShared ? undefined : [grant.openId];
  return { way: "token", token: grant.token, openIds };
}

/** A message keeps the schema that it was sent with, and whether it is one card for all. */
function fits(before: JsonObject, after: JsonObject): boolean {
  const [old, next] = [cardFrame(before), cardFrame(after)];
  return old.form === next.form && old.isShared === next.isShared;
}

function saysShared(card: JsonObject): boolean {
  return cardFrame(card).saysShared;
}

function isTooOld(sentAt: Date, now: Date): boolean {
  return now.getTime() - sentAt.getTime() > MESSAGE_LIFETIME_MS;
}

function whyNone({ messageId, before, after, sentAt, now }: WayQuestion): NoWay {
  if (!fits(before, after)) return "card_form_differs";
  if (messageId === undefined) return "message_unknown";
  return isTooOld(sentAt, now) ? "message_too_old" : "card_not_shared";
}
