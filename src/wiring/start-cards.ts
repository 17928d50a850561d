import { reminderNow } from "../approval/reminder.ts";
import { renderCard } from "../card/render-card.ts";
import type { Cause } from "../lark/call-api.ts";
import { createCardDelivery } from "../lark/card-delivery.ts";
import type { LarkClient } from "../lark/lark-client.ts";
import { createLarkHealth, type LarkHealth } from "../lark/lark-health.ts";
import { createPostingDelivery } from "../lark/posting-delivery.ts";
import { type Drain, startDrain } from "../outbox/drain.ts";
import type { Delivery, Job } from "../outbox/job.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { type Around, logFault } from "./around.ts";
import { createSignatureLooks } from "./signature-looks.ts";

export interface Cards {
  readonly drain: Drain;
  readonly health: LarkHealth;
  /** Takes no more jobs, and waits for those under way. */
  stop(): Promise<void>;
}

/** Cards under way at once: enough to use the platform's rate when each call takes a second. */
const CONCURRENCY = 40;

/** From the outbox to Lark: whatever is owed of cards is carried out, of approvals' and of posted ones. */
export function startCards(
  client: LarkClient,
  { approvals, outbox, postings, signatures }: Storage,
  around: Around,
): Cards {
  const { log, clock, random } = around;
  const health = createLarkHealth();
  const cardOptions = {
    find: (cardId: string) => approvals.findByCard(cardId),
    render: renderCard,
    reminderNow,
    clock,
    look: createSignatureLooks(signatures, client),
  };
  const deliver = (job: Job): Promise<Delivery> => {
    const caller = client.because(causeOf(job));
    return isPosting(job)
      ? createPostingDelivery({ client: caller, store: postings, clock })(job)
      : createCardDelivery({ client: caller, ...cardOptions })(job);
  };
  const drain = startDrain({
    outbox,
    clock,
    random,
    concurrency: CONCURRENCY,
    deliver,
    onSettled(job, delivery) {
      const { kind, attempt } = job;
      health.noteDelivery(delivery);
      const line = { ...causeOf(job), attempt, ...("error" in delivery && { error: delivery.error }) };
      if (delivery.kind === "delivered") log.info(line, `${kind} delivered`);
      else if (delivery.kind === "retry" && delivery.early) log.info(line, `${kind} waits for its time`);
      else log.warn(line, `${kind} ${delivery.kind === "retry" ? "will be tried again" : "failed for good"}`);
    },
    onFault: logFault(around, "outbox"),
  });
  // Wrong credentials are told at the start, not with the first card.
  void client.ping().then((result) => health.noteToken(result));
  return {
    drain,
    health,
    async stop() {
      client.stop();
      await drain.stop();
    },
  };
}

function causeOf(job: Job): Cause {
  const { key: card, subject, requestId: request_id } = job;
  return isPosting(job)
    ? { request_id, posting_id: subject, card }
    : { request_id, approval_id: subject, card };
}

function isPosting({ kind }: Job): boolean {
  return kind.startsWith("posting.");
}
