import { approvalData } from "../../src/approval/approval-data.ts";
import { type ApprovalService, createApprovalService } from "../../src/approval/approval-service.ts";
import { isChange } from "../../src/approval/outcome.ts";
import { reminderNow } from "../../src/approval/reminder.ts";
import { KeyedMutex } from "../../src/keyed-mutex.ts";
import { createCardDelivery } from "../../src/lark/card-delivery.ts";
import { startDrain } from "../../src/outbox/drain.ts";
import type { Deliver } from "../../src/outbox/job.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import type { Chance } from "../fuzz/chance.ts";
import type { Kept } from "./kept.ts";
import type { Planted } from "./planted.ts";
import type { PretendLark } from "./pretend-lark.ts";
import type { Receiver } from "./receiver.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface LifeOptions {
  readonly kept: Kept;
  readonly planted: Planted;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly lark: PretendLark;
  readonly receiver: Receiver;
  readonly newId: () => string;
}

const TICK_MS = 2_000;

/** Starts the server's rooms, wired as the server wires them, over what the last process left. */
export async function startLife(options: LifeOptions): Promise<ApprovalService> {
  const { kept, planted, time, chance, newId } = options;
  const { clock } = time;
  const queue = new WriteQueue(kept.queueDb);
  kept.writes = planted.writes?.(queue, kept.db) ?? queue;
  await kept.outbox.releaseAll(clock());
  const random = (): number => chance.below(1_000) / 1_000;
  const common = { clock, random, concurrency: 10, onFault: IGNORE };
  const cards = startDrain({ ...common, outbox: kept.outbox, deliver: deliverCards(options) });
  const tell = deliverWebhooks(options);
  const deliver = planted.tell?.(tell) ?? tell;
  const webhooks = startDrain({ ...common, outbox: kept.webhookOutbox, deliver });
  const service = createApprovalService({
    store: kept.approvals,
    directory: { isMember: async () => undefined },
    locks: new KeyedMutex(),
    clock,
    newId,
    wakeOutbox: (at) => cards.wake(at),
    onOutcome: (outcome) => {
      if (isChange(outcome) && outcome.approval.status !== "pending") webhooks.wake(clock());
    },
    ...planted.service,
  });
  const tick = (): void => {
    void service.tickDue().catch(IGNORE);
    time.afterIfAlive(TICK_MS, tick);
  };
  tick();
  return service;
}

function deliverCards({ kept, planted, lark, time }: LifeOptions): Deliver {
  const find = (cardId: string) => kept.approvals.findByCard(cardId);
  const deliver = createCardDelivery({
    client: planted.client?.(lark.client) ?? lark.client,
    find,
    render: (approval, card) =>
      ({ card: card.id, shows: approval.revision, status: approval.status }) as never,
    reminderNow,
    clock: time.clock,
  });
  return planted.deliver?.(deliver, { find }) ?? deliver;
}

/** As the webhook room does it, with the way to the receiver made up. */
function deliverWebhooks({ kept: { webhooks }, planted, receiver }: LifeOptions): Deliver {
  return async ({ key }) => {
    const due = await webhooks.findDue(key);
    if (due === undefined) return { kind: "failed", error: "delivery_not_found" };
    const { delivery, approval } = due;
    const body = delivery.body ?? (await webhooks.freezeBody(key, JSON.stringify(approvalData(approval))));
    return receiver.tell({ id: planted.webhookId?.(key) ?? key, approvalId: approval.id, body });
  };
}

function IGNORE(): void {}
