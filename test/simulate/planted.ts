import type { Database } from "bun:sqlite";

import type { ApprovalService, ApprovalServiceOptions } from "../../src/approval/approval-service.ts";
import type { ApprovalStore } from "../../src/approval/approval-store.ts";
import type { CommitterOptions } from "../../src/approval/committer.ts";
import type { CardDeliveryOptions } from "../../src/lark/card-delivery.ts";
import type { Deliver } from "../../src/outbox/job.ts";
import type { Outbox } from "../../src/outbox/outbox.ts";
import type { Writes } from "../../src/storage/sqlite/write-queue.ts";
import type { WebhookStore } from "../../src/webhook/webhook-store.ts";

/** A fault that is built in on purpose, to see whether the simulation finds it. Each part is what stands in for the real one. */
export interface Planted {
  readonly name: string;
  /** Text of statements, and what stands there instead. */
  readonly sql?: readonly (readonly [from: string, to: string])[];
  /** Run after the migrations. */
  readonly schema?: readonly string[];
  readonly noTransactions?: true;
  readonly ignoresFullDisk?: true;
  readonly writes?: (writes: Writes, db: Database) => Writes;
  readonly approvals?: (store: ApprovalStore, writes: Writes, db: Database) => ApprovalStore;
  readonly outbox?: (outbox: Outbox) => Outbox;
  readonly webhooks?: (store: WebhookStore) => WebhookStore;
  readonly client?: (client: CardDeliveryOptions["client"]) => CardDeliveryOptions["client"];
  readonly deliver?: (deliver: Deliver, options: Pick<CardDeliveryOptions, "find">) => Deliver;
  readonly tell?: (deliver: Deliver) => Deliver;
  readonly webhookId?: (id: string) => string;
  readonly service?: Partial<ApprovalServiceOptions & CommitterOptions>;
  readonly clicks?: (service: ApprovalService) => ApprovalService["click"];
}

/** The server as it is. */
export const NOTHING_PLANTED: Planted = { name: "nothing" };
