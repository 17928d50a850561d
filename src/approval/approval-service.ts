import type { KeyedMutex } from "../keyed-mutex.ts";
import { ApprovalError } from "./approval-error.ts";
import type { Actor, ApprovalStore, Commit, HistoryEntry, IdempotencyKey, Step } from "./approval-store.ts";
import type { Approval, ApprovalRequest, Status } from "./approval.ts";
import { checkRequest } from "./check-request.ts";
import { type Click, clickStep } from "./click.ts";
import { cancel, expire } from "./decide.ts";
import { EndWaiters } from "./end-waiters.ts";
import { newApproval } from "./new-approval.ts";
import { isChange, type Outcome } from "./outcome.ts";

export interface ApprovalServiceOptions {
  readonly store: ApprovalStore;
  readonly locks: KeyedMutex;
  readonly clock: () => Date;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
  /** Called after a commit that owes an effect, with the time from which it may be carried out. */
  readonly wakeOutbox: (at: Date) => void;
  readonly onOutcome?: ((outcome: Outcome, actor: Actor) => void) | undefined;
  /** A second repaint could not be noted down; the first one stands. */
  readonly onFault?: ((fault: unknown) => void) | undefined;
}

export interface ApprovalService {
  /** Throws ApprovalError. `expiresIn` is in seconds. */
  create(
    request: ApprovalRequest,
    options: { expiresIn: number; actor: Actor; key?: IdempotencyKey | undefined },
  ): Promise<{ approval: Approval; replayed: boolean }>;
  click(click: Click): Promise<Commit>;
  /** Throws ApprovalError `approval_not_found` or `already_ended`. */
  cancel(id: string, actor: Actor): Promise<Approval>;
  /** Throws ApprovalError `approval_not_found`. */
  find(id: string): Promise<Approval>;
  /** As `find`, but waits for it to end, for `waitMs` at most. An end that came first is not missed. */
  findEnded(id: string, waitMs: number, signal?: AbortSignal): Promise<Approval>;
  list(query: {
    status?: Status | undefined;
    limit: number;
    after?: string | undefined;
  }): Promise<readonly Approval[]>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** Ends what is past its expiry; answers how many. */
  expireOverdue(): Promise<number>;
}

/** Milliseconds by which a repaint follows a click: the client has its answer by then, and does not undo the update. */
const AFTER_THE_ANSWER = 300;
/** Milliseconds after which the client has given up on any answer, and undoes no more. */
const AFTER_THE_DEADLINE = 3_500;
const EXPIRE_AT_ONCE = 500;

export function createApprovalService(options: ApprovalServiceOptions): ApprovalService {
  const { store, locks, clock, newId, wakeOutbox, onOutcome, onFault = ignore } = options;
  const waiters = new EndWaiters();

  async function commit(
    approvalId: string,
    actor: Actor,
    step: Step,
    click?: { eventId: string },
  ): Promise<Commit> {
    const at = clock();
    const repaintAt = click === undefined ? at : new Date(at.getTime() + AFTER_THE_ANSWER);
    const commit = await locks.run(approvalId, () =>
      store.commit({ id: click?.eventId, approvalId, at, actor, repaintAt }, step),
    );
    if (commit.kind === "committed" && !commit.replayed) announce(commit.outcome, actor, repaintAt);
    return commit;
  }

  function announce(outcome: Outcome, actor: Actor, repaintAt: Date): void {
    onOutcome?.(outcome, actor);
    if (!isChange(outcome)) return;
    wakeOutbox(repaintAt);
    if (outcome.approval.status !== "pending") waiters.tell(outcome.approval);
  }

  function repaintAgain(approvalId: string, clickedAt: Date): void {
    const at = new Date(clickedAt.getTime() + AFTER_THE_DEADLINE);
    store
      .oweRepaint(approvalId, at)
      .then(() => wakeOutbox(at))
      .catch(onFault);
  }

  async function find(id: string): Promise<Approval> {
    return (await store.find(id)) ?? notFound(id);
  }

  return {
    async create(request, { expiresIn, actor, key }) {
      checkRequest(request, expiresIn);
      const approval = newApproval(request, { expiresIn, now: clock(), newId });
      const creation = await store.create(approval, actor, key);
      if (creation.kind === "conflict") {
        throw new ApprovalError("idempotency_conflict", "this Idempotency-Key was used with another body");
      }
      if (creation.kind === "created") wakeOutbox(approval.createdAt);
      return { approval: creation.approval, replayed: creation.kind === "replayed" };
    },

    async click(click) {
      const at = clock();
      const actor: Actor = { kind: "person", open_id: click.operator.open_id };
      const result = await commit(click.approvalId, actor, clickStep(click, at), click);
      // An answer this late may reach the client after the update, and undo it: so update it once more.
      if (clock().getTime() - at.getTime() > AFTER_THE_ANSWER) repaintAgain(click.approvalId, at);
      return result;
    },

    async cancel(id, actor) {
      const result = await commit(id, actor, (approval) => cancel(approval, clock()));
      if (result.kind === "not_found") return notFound(id);
      const { outcome } = result;
      if (outcome.kind === "cancelled") return outcome.approval;
      throw new ApprovalError("already_ended", `approval ${id} is ${outcome.approval.status} already`);
    },

    find,

    async findEnded(id, waitMs, signal) {
      // The wait begins before the look, so that an end between the two is heard.
      const wait = waiters.wait(id, waitMs, signal);
      try {
        const approval = await find(id);
        return approval.status === "pending" ? ((await wait.ended) ?? (await find(id))) : approval;
      } finally {
        wait.stop();
      }
    },

    list: (query) => store.list(query),

    async history(id) {
      await find(id);
      return store.history(id);
    },

    async expireOverdue() {
      const ids = await store.overdue(clock(), EXPIRE_AT_ONCE);
      await Promise.all(
        ids.map((id) => commit(id, { kind: "clock" }, (approval) => expire(approval, clock()))),
      );
      return ids.length;
    },
  };
}

function ignore(): void {}

function notFound(id: string): never {
  throw new ApprovalError("approval_not_found", `there is no approval ${id}`);
}
