import type { Card } from "../approval/approval.ts";
import type { Reminder } from "../approval/reminder.ts";
import { isThreadRefused } from "./error-codes.ts";
import type { LarkResult } from "./lark-fault.ts";
import { isOpenId, mentionInText } from "./mention.ts";
import type { MessageCalls } from "./message-calls.ts";

type DueReminder = Extract<Reminder, { kind: "due" }>;

/**
 * Reminds by a card's message: a reply in its thread that mentions those who are still to answer, or an urgent mark for
 * them where that was asked for and is to be had. A repeat of the same `count` within an hour posts no second reply.
 */
export async function remind(
  client: Pick<MessageCalls, "reply" | "urge">,
  { card, messageId, count }: { card: Card; messageId: string; count: number },
  { by, people }: DueReminder,
): Promise<LarkResult<object>> {
  const openIds = people.flatMap(({ open_id }) =>
    open_id !== undefined && isOpenId(open_id) ? [open_id] : [],
  );
  if (by === "urgent" && openIds.length > 0) {
    const urged = await client.urge(messageId, openIds.slice(0, MOST_URGED));
    // Without the right to it, or with nobody left to ring for, they are told in words.
    if (urged.ok || urged.error.kind === "retry") return urged;
  }
  const reply = { text: reminderText(openIds), uuid: `${card.id}-${count}` };
  const inThread = await client.reply(messageId, { ...reply, inThread: true });
  if (inThread.ok || !isThreadRefused(inThread.error.code)) return inThread;
  return client.reply(messageId, { ...reply, inThread: false });
}

/** People in one urgent call (Lark, "Send urgent in-app"). */
const MOST_URGED = 200;
/** A reply that calls more by name is read by none of them. */
const MOST_MENTIONED = 20;

/** The words are ours alone: a request's text could mention whom it likes. */
function reminderText(openIds: readonly string[]): string {
  const mentions = openIds.slice(0, MOST_MENTIONED).map((open_id) => mentionInText({ open_id }));
  return [...mentions, "This request is still waiting for an answer.\n该申请仍在等待审批。"].join(" ");
}
