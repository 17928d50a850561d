import type { KeyedMutex } from "../keyed-mutex.ts";
import type { Actor, ApprovalEvent, ApprovalStore, Commit, Step } from "./approval-store.ts";
import { EndWaiters } from "./end-waiters.ts";
import { isChange, type Outcome } from "./outcome.ts";
import type { Person } from "./person.ts";

export interface CommitterOptions {
  readonly store: ApprovalStore;
  readonly locks: KeyedMutex;
  readonly clock: () => Date;
  /** Called after a commit that owes an effect, with the time from which it may be carried out. */
  readonly wakeOutbox: (at: Date) => void;
  readonly onOutcome?: ((outcome: Outcome, actor: Actor, requestId?: string) => void) | undefined;
}

export interface Clicked {
  readonly eventId: string;
  readonly requestId?: string | undefined;
  readonly operator: Person;
  /** Left out where the click was on no card of the approval's own. */
  readonly message_id?: string | undefined;
}

type Announced = Pick<ApprovalEvent, "actor" | "repaintAt" | "requestId">;

/** Milliseconds by which a repaint follows a click: the client has its answer by then, and does not undo the update. */
const AFTER_THE_ANSWER = 300;
/** Milliseconds after which the client has given up on any answer, and undoes no more. */
const AFTER_THE_DEADLINE = 3_500;

/** How a change is made: ordered by approval, committed, and only then told to those who wait for it. */
export class Committer {
  readonly waiters = new EndWaiters();
  readonly #options: CommitterOptions;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Commits one step by itself. */
  commit(approvalId: string, actor: Actor, step: Step, requestId?: string): Promise<Commit> {
    const at = this.#options.clock();
    return this.locked(approvalId, () =>
      this.#options.store
        .commit({ approvalId, at, actor, repaintAt: at, requestId }, step)
        .then((commit) => this.#tell(commit, { actor, repaintAt: at, requestId })),
    );
  }

  /** Commits one step for an event of the platform's, once. */
  async commitEvent(
    approvalId: string,
    { id, operator }: { readonly id: string; readonly operator: Person },
    step: Step,
  ): Promise<Commit> {
    const at = this.#options.clock();
    const actor: Actor = { kind: "person", open_id: operator.open_id };
    const event = { id, approvalId, at, actor, operator, repaintAt: at };
    return this.#tell(await this.#options.store.commit(event, step), event);
  }

  /** Commits one click; `clickedAt` is when it came. */
  async commitClick(
    approvalId: string,
    { eventId, requestId, operator, message_id }: Clicked,
    clickedAt: Date,
    step: Step,
  ): Promise<Commit> {
    const actor: Actor = { kind: "person", open_id: operator.open_id };
    const repaintAt = new Date(clickedAt.getTime() + AFTER_THE_ANSWER);
    const settled = new Date(clickedAt.getTime() + AFTER_THE_DEADLINE);
    const settleAt = message_id === undefined ? undefined : { message_id, at: settled };
    const about = { id: eventId, requestId, approvalId, actor, operator };
    const event = { ...about, at: clickedAt, repaintAt, settleAt };
    return this.#tell(await this.#options.store.commit(event, step), event);
  }

  locked<T>(approvalId: string, task: () => Promise<T>): Promise<T> {
    return this.#options.locks.run(approvalId, task);
  }

  announce(outcome: Outcome, { actor, repaintAt, requestId }: Announced): void {
    const { onOutcome, wakeOutbox } = this.#options;
    onOutcome?.(outcome, actor, requestId);
    if (!isChange(outcome)) return;
    wakeOutbox(repaintAt);
    if (outcome.approval.status !== "pending") this.waiters.tell(outcome.approval);
  }

  #tell(commit: Commit, announced: Announced): Commit {
    if (commit.kind === "committed" && !commit.replayed && commit.outcome.kind !== "membership_needed") {
      this.announce(commit.outcome, announced);
    }
    return commit;
  }
}
