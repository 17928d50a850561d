import type { Actor, Alongside, ApprovalStore, IdempotencyKey } from "./approval-store.ts";
import type { Approval, ApprovalRequest } from "./approval.ts";
import { checkRequest } from "./check-request.ts";
import type { Committer } from "./committer.ts";
import { cancel } from "./decide.ts";
import { newApproval } from "./new-approval.ts";
import type { Outcome } from "./outcome.ts";
import { refusal } from "./refusal.ts";

export interface CreateOptions {
  /** Seconds. */
  readonly expiresIn: number;
  readonly actor: Actor;
  readonly key?: IdempotencyKey | undefined;
  /** Kept together with the approval, or not at all. */
  readonly alongside?: Alongside | undefined;
  readonly requestId?: string | undefined;
}

export interface CreateTools {
  readonly store: Pick<ApprovalStore, "create">;
  readonly committer: Pick<Committer, "announce">;
  readonly clock: () => Date;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
  readonly wakeOutbox: (at: Date) => void;
  /** Throws for a `webhook_url` that could never be told. */
  readonly checkWebhookUrl?: ((url: string) => void) | undefined;
}

/**
 * Checks what is asked for, keeps it, and ends what it takes the place of, all or nothing; a repeat by its key is given what
 * the first made. Throws ApprovalError.
 */
export async function createApproval(
  request: ApprovalRequest,
  { expiresIn, actor, key, alongside, requestId }: CreateOptions,
  { store, committer, clock, newId, wakeOutbox, checkWebhookUrl }: CreateTools,
): Promise<{ approval: Approval; replayed: boolean }> {
  checkRequest(request, expiresIn);
  if (request.webhook_url !== undefined) checkWebhookUrl?.(request.webhook_url);
  const now = clock();
  const approval = newApproval(request, { expiresIn, now, newId });
  const supersede = (old: Approval): Outcome => cancel(old, now, approval.id);
  const creation = await store.create(approval, actor, key, supersede, { alongside, requestId });
  if (creation.kind === "created") {
    if (creation.superseded !== undefined)
      committer.announce(creation.superseded, { actor, repaintAt: now, requestId });
    wakeOutbox(now);
  } else if (creation.kind !== "replayed") {
    throw refusal(creation, request);
  }
  return { approval: creation.approval, replayed: creation.kind === "replayed" };
}
