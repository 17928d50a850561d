import { type ApprovalService, createApprovalService } from "../approval/approval-service.ts";
import type { Directory } from "../approval/directory.ts";
import { counts, isChange } from "../approval/outcome.ts";
import { KeyedMutex } from "../keyed-mutex.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import type { Around } from "./around.ts";
import type { Cards } from "./start-cards.ts";
import type { Webhooks } from "./start-webhooks.ts";

/** Approvals over what is stored: each change wakes what it owes, is counted and is logged. */
export function createApprovals(
  { approvals }: Storage,
  directory: Directory,
  { cards, webhooks }: { readonly cards: Cards; readonly webhooks: Webhooks },
  newId: () => string,
  { clock, log, metrics }: Around,
): ApprovalService {
  return createApprovalService({
    store: approvals,
    directory,
    locks: new KeyedMutex(),
    clock,
    newId,
    wakeOutbox: (at) => cards.drain.wake(at),
    checkWebhookUrl: (url) => webhooks.service.checkRequestUrl(url),
    onOutcome(outcome, actor, requestId) {
      if ("vote" in outcome && outcome.vote !== undefined) metrics.noteDecision(outcome.vote.verdict);
      const { id, status, createdAt, decidedAt } = outcome.approval;
      if (outcome.kind === "decided" && decidedAt !== undefined)
        metrics.noteDecided(status, (decidedAt.getTime() - createdAt.getTime()) / 1000);
      if (!isChange(outcome)) return;
      if (status !== "pending") webhooks.drain.wake(clock());
      // What somebody's click asked for stands in the line of the click.
      if (actor.kind === "person" && counts(outcome)) return;
      log.info({ request_id: requestId, approval_id: id, status }, outcome.kind);
    },
  });
}
