import { ApprovalError } from "./approval-error.ts";
import type { Actor, Commit, HistoryEntry } from "./approval-store.ts";
import type { Approval, ApprovalRequest, Card, Status, Verdict } from "./approval.ts";
import { openApprovers } from "./authorize.ts";
import { type Click, clickStep, type RuledClick, ruledStep } from "./click.ts";
import { commitClick } from "./commit-click.ts";
import { Committer, type CommitterOptions } from "./committer.ts";
import { createApproval, type CreateOptions, type CreateTools } from "./create-approval.ts";
import { breakGlass, cancel } from "./decide.ts";
import type { Directory } from "./directory.ts";
import { explain, type Explanation } from "./explain.ts";
import { askDirectory } from "./memberships.ts";
import type { Outcome } from "./outcome.ts";
import type { Person } from "./person.ts";
import { newestCard, surface } from "./surface.ts";
import { tick } from "./tick.ts";
import { waitingFor } from "./waiting.ts";

export interface ApprovalServiceOptions
  extends CommitterOptions, Pick<CreateTools, "newId" | "checkWebhookUrl"> {
  readonly directory: Directory;
}

export interface ApprovalService {
  /** Throws ApprovalError. */
  create(
    request: ApprovalRequest,
    options: CreateOptions,
  ): Promise<{ approval: Approval; replayed: boolean }>;
  click(click: Click): Promise<Commit>;
  /** For a posted card's button: to be called only for a click on a message of ours whose rule names this approval. */
  clickByRule(click: RuledClick): Promise<Commit>;
  /** Throws ApprovalError `approval_not_found` or `already_ended`. */
  cancel(id: string, actor: Actor, requestId?: string): Promise<Approval>;
  /** Decides past the policy. Throws ApprovalError `approval_not_found`, `already_ended` or `reason_required`. */
  breakGlass(
    id: string,
    verdict: Verdict,
    by: { actor: Actor; name: string; reason: string; requestId?: string | undefined },
  ): Promise<Approval>;
  /** Whether this person may answer now, and if not, why. Changes nothing. Throws ApprovalError `approval_not_found`. */
  explain(id: string, person: Person): Promise<Explanation>;
  /** Throws ApprovalError `approval_not_found`. */
  find(id: string): Promise<Approval>;
  /** The pending approvals that this person may answer now, newest first; of the newest 500 that there are. */
  waitingFor(person: Person): Promise<readonly Approval[]>;
  /**
   * Owes a person who may answer now a card of their own, once for each event id and three times at most; then it
   * answers the newest that is in their chat.
   */
  surface(id: string, person: Person, eventId: string): Promise<Card | undefined>;
  /** As `find`, but waits for it to end, for `waitMs` at most. An end that came first is not missed. */
  findEnded(id: string, waitMs: number, signal?: AbortSignal): Promise<Approval>;
  list(query: {
    status?: Status | undefined;
    limit: number;
    after?: string | undefined;
  }): Promise<readonly Approval[]>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** Does what the clock has to do: expiries, escalations, reminders. Answers how many approvals it looked at. */
  tickDue(): Promise<number>;
}

const TICK_AT_ONCE = 500;

export function createApprovalService(options: ApprovalServiceOptions): ApprovalService {
  const { store, clock, newId, directory } = options;
  const committer = new Committer(options);
  const tools = { committer, directory, clock, newId };

  async function find(id: string): Promise<Approval> {
    return (await store.find(id)) ?? notFound(id);
  }

  async function end(
    id: string,
    { actor, requestId }: { readonly actor: Actor; readonly requestId?: string | undefined },
    step: (approval: Approval) => Outcome,
  ): Promise<Approval> {
    const result = await committer.commit(id, actor, step, requestId);
    if (result.kind === "not_found") return notFound(id);
    const { outcome } = result;
    if (outcome.kind === "cancelled" || outcome.kind === "decided") return outcome.approval;
    throw new ApprovalError("already_ended", `approval ${id} is ${outcome.approval.status} already`);
  }

  return {
    create: (request, asked) => createApproval(request, asked, { ...options, committer }),

    click: (click) => commitClick(click, clickStep, tools),

    clickByRule: (click) => commitClick(click, ruledStep, tools),

    cancel: (id, actor, requestId) => end(id, { actor, requestId }, (approval) => cancel(approval, clock())),

    async breakGlass(id, verdict, { actor, name, reason, requestId }) {
      if (reason.trim() === "")
        throw new ApprovalError("reason_required", "reason: say why, it is shown to everybody");
      const decision = { verdict, by: { name }, at: clock(), reason: reason.trim() };
      return end(id, { actor, requestId }, (approval) => breakGlass(approval, decision));
    },

    async explain(id, person) {
      const approval = await find(id);
      const memberships = await askDirectory(directory, openApprovers(approval), person);
      return explain(
        approval,
        person,
        { memberships, delegations: await store.delegationsTo(person) },
        clock(),
      );
    },

    find,

    waitingFor: (person) => waitingFor({ store, directory }, person, clock()),

    surface: (id, person, eventId) =>
      committer.locked(id, async () => {
        const approval = await find(id);
        const isMember = await askDirectory(directory, openApprovers(approval), person);
        const at = clock();
        const commit = await committer.commitEvent(
          id,
          { id: eventId, operator: person },
          (approval, delegations) => surface(approval, person, { isMember, delegations }, { at, newId }),
        );
        if (commit.kind !== "committed" || commit.outcome.kind !== "not_due") return undefined;
        return newestCard(commit.outcome.approval, person);
      }),

    async findEnded(id, waitMs, signal) {
      // The wait begins before the look, so that an end between the two is heard.
      const wait = committer.waiters.wait(id, waitMs, signal);
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

    async tickDue() {
      const ids = await store.due(clock(), TICK_AT_ONCE);
      const step = (approval: Approval): Outcome => tick(approval, clock(), { newId });
      await Promise.all(ids.map((id) => committer.commit(id, { kind: "clock" }, step)));
      return ids.length;
    },
  };
}

function notFound(id: string): never {
  throw new ApprovalError("approval_not_found", `there is no approval ${id}`);
}
