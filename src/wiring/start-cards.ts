import { renderCard } from "../card/render-card.ts";
import type { Config } from "../config/config.ts";
import { createCardDelivery } from "../lark/card-delivery.ts";
import { createLarkClient, type LarkClient } from "../lark/lark-client.ts";
import { createLarkHealth, type LarkHealth } from "../lark/lark-health.ts";
import { type Drain, startDrain } from "../outbox/drain.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { type Around, logFault } from "./around.ts";

export interface Cards {
  readonly drain: Drain;
  readonly health: LarkHealth;
  /** Takes no more jobs, and waits for those under way. */
  stop(): Promise<void>;
}

/** Cards under way at once: enough to use the platform's rate when each call takes a second. */
const CONCURRENCY = 40;

/** From the outbox to Lark: whatever card is owed is sent or brought up to date. */
export function startCards(config: Config, { approvals, outbox }: Storage, around: Around): Cards {
  const { log, clock, random } = around;
  const client = createClient(config, around);
  const health = createLarkHealth();
  const drain = startDrain({
    outbox,
    clock,
    random,
    concurrency: CONCURRENCY,
    deliver: createCardDelivery({
      client,
      find: (cardId) => approvals.findByCard(cardId),
      render: renderCard,
    }),
    onSettled({ kind, key, approvalId, attempt }, delivery) {
      health.noteDelivery(delivery);
      const line = {
        approval_id: approvalId,
        card: key,
        attempt,
        ...("error" in delivery && { error: delivery.error }),
      };
      if (delivery.kind === "delivered") log.info(line, `${kind} delivered`);
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

function createClient(config: Config, { log, clock, metrics }: Around): LarkClient {
  return createLarkClient({
    baseUrl: config.LARK_DOMAIN,
    appId: config.LARK_APP_ID,
    appSecret: config.LARK_APP_SECRET,
    rate: config.LARK_RATE,
    fetch,
    clock,
    onCall(api, fault) {
      metrics.noteLarkCall(api, fault?.code ?? "0");
      if (fault !== undefined) log.warn(fault, "Lark refused a call");
    },
  });
}
