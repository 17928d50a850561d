import type { ApprovalStore, Step } from "../../src/approval/approval-store.ts";
import type { Approval } from "../../src/approval/approval.ts";
import type { Deliver, Delivery, Job } from "../../src/outbox/job.ts";
import type { Sync, Writes } from "../../src/storage/sqlite/write-queue.ts";
import { MALLORY, REQUESTER } from "./plan.ts";
import type { Planted } from "./planted.ts";

export const NEVER = new Date(8e15);

export const OWE_WEBHOOKS = `insert into outbox (key, kind, approval_id, due_at, attempts, version)
  select id, 'webhook.deliver', approval_id, created_at, 0, 1 from webhook_deliveries
  where state = 'pending' on conflict do nothing`;

/** Runs each step for its value alone, answers, and then has it committed. */
export function answerFirst(writes: Writes, db: Parameters<NonNullable<Planted["writes"]>>[1]): Writes {
  return {
    async run<T>(step: () => Sync<T>): Promise<T> {
      db.run("savepoint ahead");
      const value = step();
      db.run("rollback to ahead; release ahead");
      void writes.run(step).catch(() => {});
      return value;
    },
  };
}

export function giveUp(deliver: Deliver): Deliver {
  return async (job) => {
    const delivery = await deliver(job);
    return delivery.kind === "retry" && delivery.error === "lark_2200"
      ? { kind: "failed", error: delivery.error }
      : delivery;
  };
}

export function giveUpTelling(deliver: Deliver): Deliver {
  return async (job) => {
    const delivery = await deliver(job);
    return delivery.kind === "retry" ? { kind: "failed", error: delivery.error } : delivery;
  };
}

const isRepaint = ({ kind }: Job): boolean => kind === "card.update" || kind === "card.settle";

export function takeForShown(deliver: Deliver): Deliver {
  return async (job) => {
    const delivery = await deliver(job);
    return isRepaint(job) && delivery.kind === "retry" && delivery.error === "lark_timeout"
      ? { kind: "delivered" }
      : delivery;
  };
}

const DONE: Delivery = { kind: "delivered" };

export function doneEarly(deliver: Deliver): Deliver {
  return async (job) => {
    if (!isRepaint(job)) return deliver(job);
    void deliver(job);
    return DONE;
  };
}

export function toldEarly(deliver: Deliver): Deliver {
  return async (job) => {
    void deliver(job);
    return DONE;
  };
}

export function giveUpEnded(
  deliver: Deliver,
  { find }: { find: (id: string) => Promise<Approval | undefined> },
): Deliver {
  return async (job) => {
    const approval = await find(job.key);
    const isOver = job.kind === "card.send" && approval?.status !== "pending";
    return isOver ? { kind: "failed", error: "ended_before_sent" } : deliver(job);
  };
}

/** The store with every step of a press seen through `around`. */
export function stepping(store: ApprovalStore, around: (step: Step, open_id: string) => Step): ApprovalStore {
  return {
    ...store,
    commit: (event, step) => {
      const { operator } = event;
      return store.commit(event, operator?.open_id === undefined ? step : around(step, operator.open_id));
    },
  };
}

/** The step on another approval than there is, with what it did not change as it was. */
function on(
  step: Step,
  other: (approval: Approval) => Approval,
  back: (made: Approval, real: Approval) => Approval,
): Step {
  return (approval, delegations) => {
    const outcome = step(other(approval), delegations);
    return { ...outcome, approval: back(outcome.approval, approval) };
  };
}

export function withoutExpiry(step: Step): Step {
  return on(
    step,
    (approval) => ({ ...approval, expiresAt: NEVER }),
    (made, { expiresAt }) => ({ ...made, expiresAt }),
  );
}

export function neverExpiring(store: ApprovalStore): ApprovalStore {
  return { ...stepping(store, withoutExpiry), due: async () => [] };
}

function lenient(request: Approval["request"]): Approval["request"] {
  return {
    ...request,
    stages: request.stages.map((stage) => ({ ...stage, policy: { approve: 1, reject: 1 } })),
  };
}

export function oneIsEnough(step: Step): Step {
  return on(
    step,
    (approval) => ({ ...approval, request: lenient(approval.request) }),
    (made, { request }) => ({ ...made, request }),
  );
}

export function anyone(step: Step): Step {
  return on(
    step,
    ({ request, ...approval }) => ({
      ...approval,
      request: {
        ...request,
        stages: request.stages.map((stage) => ({ ...stage, approvers: [{ open_id: MALLORY }] })),
      },
    }),
    (made, { request }) => ({ ...made, request }),
  );
}

export function selfApproval(step: Step): Step {
  return on(
    step,
    ({ request, ...approval }) => ({
      ...approval,
      request: {
        ...request,
        allow_self_approval: true,
        stages: request.stages.map((stage) => ({ ...stage, approvers: [{ open_id: REQUESTER }] })),
      },
    }),
    (made, { request }) => ({ ...made, request }),
  );
}

/** Who has voted is not known, and so may vote again. */
export function voteAgain(step: Step, open_id: string): Step {
  const mask = `${open_id}-before`;
  return on(
    step,
    (approval) => ({
      ...approval,
      votes: approval.votes.map((vote) =>
        vote.by.open_id === open_id ? { ...vote, by: { open_id: mask } } : vote,
      ),
    }),
    (made) => ({
      ...made,
      votes: made.votes.map((vote) => (vote.by.open_id === mask ? { ...vote, by: { open_id } } : vote)),
    }),
  );
}

/** As one would write it without a transaction: read, decide, and then save. */
export function staleSteps(store: ApprovalStore): ApprovalStore {
  return {
    ...store,
    async commit(event, step) {
      const read = await store.find(event.approvalId);
      if (read === undefined) return { kind: "not_found" };
      const outcome = step(read, []);
      return store.commit(event, ({ cards }) => {
        const { approval } = outcome;
        return {
          ...outcome,
          approval: { ...approval, cards: approval.cards.map((card, i) => cards[i] ?? card) },
        };
      });
    },
  };
}
