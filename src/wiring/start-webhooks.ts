import { lookup } from "node:dns/promises";

import type { Config } from "../config/config.ts";
import { type Drain, startDrain } from "../outbox/drain.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { VERSION } from "../version.ts";
import { createAddressGuard } from "../webhook/address-guard.ts";
import { createForwarder, type Forward } from "../webhook/forward.ts";
import { retryWait } from "../webhook/retry-schedule.ts";
import { createWebhookDelivery } from "../webhook/webhook-delivery.ts";
import { createWebhookService, type WebhookService } from "../webhook/webhook-service.ts";
import { type Around, logFault } from "./around.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import { randomBytes } from "./random-bytes.ts";

export interface Webhooks {
  readonly drain: Drain;
  readonly service: WebhookService;
  /** Calls a service that answers in a handler's place, signed as the webhooks of requests are. */
  readonly forward: Forward;
  /** Takes no more jobs, and waits for those under way. */
  stop(): Promise<void>;
}

/** Receivers that are told at once; each may take its time. */
const CONCURRENCY = 20;

/** From the outbox to the receivers: a queue of its own, so that a slow one holds up no card. */
export function startWebhooks(
  config: Config,
  { webhookSecrets }: Pick<LiveSecrets, "webhookSecrets">,
  { webhooks: store, webhookOutbox }: Storage,
  newId: () => string,
  around: Around,
): Webhooks {
  const { log, clock, random } = around;
  const { COUNTERSIGN_WEBHOOK_ALLOW: allow = [] } = config;
  const guard = createAddressGuard(allow);
  const stopping = new AbortController();
  const userAgent = `countersign/${VERSION}`;
  const calls = { guard, resolve, clock, stopping: stopping.signal, userAgent };
  const drain = startDrain({
    outbox: webhookOutbox,
    clock,
    random,
    wait: retryWait,
    concurrency: CONCURRENCY,
    deliver: createWebhookDelivery({
      store,
      ...calls,
      get requestSecrets() {
        return webhookSecrets();
      },
    }),
    onSettled({ key, subject, attempt, requestId }, { kind, status, ...delivery }) {
      const error = "error" in delivery ? delivery.error : undefined;
      const line = { request_id: requestId, approval_id: subject, delivery: key, attempt, status, error };
      if (kind === "delivered") log.info(line, "webhook delivered");
      else log.warn(line, `webhook ${kind === "retry" ? "will be tried again" : "failed for good"}`);
    },
    onFault: logFault(around, "webhooks"),
  });
  const service = createWebhookService({
    store,
    guard,
    allowHttp: allow.length > 0,
    get canSignRequests() {
      return webhookSecrets().length > 0;
    },
    clock,
    randomBytes,
    newId,
    wake: () => drain.wake(clock()),
  });
  return {
    drain,
    service,
    forward: createForwarder({
      ...calls,
      get secrets() {
        return webhookSecrets();
      },
    }),
    async stop() {
      stopping.abort();
      await drain.stop();
    },
  };
}

async function resolve(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}
