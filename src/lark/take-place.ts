import type { Delivery, Job } from "../outbox/job.ts";
import { isTooOld, isWithdrawn } from "./error-codes.ts";
import { failedDelivery } from "./failed-delivery.ts";
import type { LarkClient } from "./lark-client.ts";
import type { OurMessage } from "./our-message.ts";

const REPLACED = "_replaced";

/**
 * Ends the update of a message that can be changed no more. Where that is for its age, or for want of a token, `text` is
 * posted to the same chat once, and the code ends in `_replaced`. Not so for one that somebody took away, which was on
 * purpose, nor where the bot may not write.
 */
export async function takePlace(
  client: Pick<LarkClient, "sendText">,
  { job, message, error, text }: { job: Job; message: OurMessage; error: string; text: string },
): Promise<Delivery> {
  const to = message.chat_id === undefined ? message.to : { chat_id: message.chat_id };
  if (to === undefined || !isReplaceable(error)) return { kind: "failed", error };
  if (message.error !== undefined && isWithdrawn(message.error))
    return { kind: "failed", error: message.error };
  const replaced = { kind: "failed", error: error + REPLACED } as const;
  // A later change of it is not told again: the message before said that the card is not to be trusted.
  if (message.error?.endsWith(REPLACED)) return replaced;
  const sent = await client.sendText({ to, text, uuid: `${message.id}-new` });
  if (sent.ok) return replaced;
  const ended = failedDelivery(job, sent.error);
  return ended.kind === "failed" ? { kind: "failed", error } : ended;
}

function isReplaceable(error: string): boolean {
  return isTooOld(error) || error === "message_too_old" || error === "card_not_shared";
}
