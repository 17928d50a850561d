import type { Recipient } from "../approval/stage.ts";
import type { Delivery, Job } from "../outbox/job.ts";
import { failedDelivery } from "./failed-delivery.ts";
import type { LarkResult } from "./lark-fault.ts";
import type { SentMessage } from "./message-calls.ts";

/** A message that is to show something, whether an approval or a posting. */
export interface OurMessage {
  readonly id: string;
  readonly to?: Recipient | undefined;
  readonly state: "queued" | "sent" | "failed";
  readonly message_id?: string | undefined;
  readonly chat_id?: string | undefined;
  readonly error?: string | undefined;
  readonly shownRevision: number;
}

/** Of a send job whose message is there already, as a click may have told: it is not posted again. */
export function alreadySent({ message_id, chat_id, shownRevision }: OurMessage): Delivery | undefined {
  if (message_id === undefined) return undefined;
  return { kind: "delivered", receipt: { messageId: message_id, chatId: chat_id, shownRevision } };
}

/** How a send call ended. The answer to a repeat may be about an earlier attempt's message, with an earlier state. */
export function afterSend(job: Job, result: LarkResult<SentMessage>, revision: number): Delivery {
  if (!result.ok) return failedDelivery(job, result.error);
  const { messageId, chatId } = result;
  return {
    kind: "delivered",
    receipt: { messageId, chatId, shownRevision: job.attempt === 1 ? revision : 0 },
  };
}

/** An update of a message that is not there: later, or never where it could not be sent. */
export function notSentYet({ state, error }: OurMessage): Delivery {
  if (state === "failed") return { kind: "failed", error: error ?? "card_not_sent" };
  return { kind: "retry", error: "card_not_sent" };
}
