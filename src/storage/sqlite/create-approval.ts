import type {
  Actor,
  Besides,
  Creation,
  IdempotencyKey,
  RefusedCreation,
  Step,
} from "../../approval/approval-store.ts";
import type { Approval } from "../../approval/approval.ts";
import { isChange, type Outcome } from "../../approval/outcome.ts";
import { nextTick } from "../../approval/tick.ts";
import { requestDigest } from "../../audit/request-digest.ts";
import { appendAudit } from "./append-audit.ts";
import { toProgressColumn } from "./approval-rows.ts";
import type { ApprovalStatements } from "./approval-statements.ts";
import { insertCard } from "./insert-card.ts";
import { saveChange } from "./save-change.ts";

export interface NewApproval extends Besides {
  readonly approval: Approval;
  readonly actor: Actor;
  readonly key?: IdempotencyKey | undefined;
  /** Ends the one that it takes the place of. */
  readonly supersede: Step;
}

export function createApproval(statements: ApprovalStatements, load: Load, asked: NewApproval): Creation {
  const { approval, key, alongside } = asked;
  const earlier = key && findEarlier(statements, load, key);
  if (earlier !== undefined) return earlier;
  const old = findSuperseded(load, asked);
  if (old.kind !== "none" && old.kind !== "superseded") return old;
  if (old.kind === "superseded") end(statements, old.before, old.outcome, asked);
  insert(statements, asked);
  alongside?.(approval);
  if (key !== undefined) {
    statements.rememberKey.run(key.scope, key.key, key.digest, approval.id, approval.createdAt.getTime());
  }
  return { kind: "created", approval, superseded: old.kind === "superseded" ? old.outcome : undefined };
}

type Load = (id: string) => Approval | undefined;

/** What the key has made before. */
function findEarlier({ keyed }: ApprovalStatements, load: Load, key: IdempotencyKey): Creation | undefined {
  const earlier = keyed.get(key.scope, key.key);
  if (earlier === null) return undefined;
  const first = earlier.digest === key.digest ? load(earlier.approval_id) : undefined;
  return first === undefined ? { kind: "conflict" } : { kind: "replayed", approval: asCreated(first) };
}

type Superseded =
  | { readonly kind: "none" }
  | { readonly kind: "superseded"; readonly before: Approval; readonly outcome: Outcome }
  | RefusedCreation;

function findSuperseded(load: Load, { approval, supersede }: NewApproval): Superseded {
  const { supersedes } = approval.request;
  if (supersedes === undefined) return { kind: "none" };
  const before = load(supersedes);
  if (before === undefined) return { kind: "superseded_not_found" };
  const outcome = supersede(before, []);
  if (outcome.kind !== "cancelled") return { kind: "superseded_ended", superseded: outcome.approval };
  return { kind: "superseded", before, outcome };
}

function insert(statements: ApprovalStatements, { approval, actor, requestId }: NewApproval): void {
  const { id, status, revision, request, progress, createdAt, expiresAt, cards } = approval;
  const at = createdAt.getTime();
  statements.insertApproval.run(
    id,
    status,
    revision,
    JSON.stringify(request),
    toProgressColumn(progress),
    at,
    expiresAt.getTime(),
    nextTick(approval)?.getTime() ?? null,
  );
  for (const card of cards) insertCard(statements, id, card, at, requestId);
  const details = { revision, request_digest: requestDigest(request) };
  appendAudit(statements, { subject: id, at: createdAt, type: "created", actor, details });
}

function end(statements: ApprovalStatements, old: Approval, outcome: Outcome, asked: NewApproval): void {
  if (!isChange(outcome)) return;
  const { actor, requestId } = asked;
  const at = asked.approval.createdAt;
  saveChange(statements, { at, repaintAt: at, requestId }, old, outcome);
  const { revision, progress } = outcome.approval;
  const details = { revision, superseded_by: progress.supersededBy };
  appendAudit(statements, { subject: old.id, at, type: "cancelled", actor, details });
}

/** What was answered when it was made: everything that has changed since starts from one and the same state. */
function asCreated({ id, request, createdAt, expiresAt, cards }: Approval): Approval {
  const first = cards.slice(0, request.stages[0]?.to.length);
  return {
    id,
    request,
    status: "pending",
    revision: 1,
    progress: { stage: 0, stageStartedAt: createdAt, escalated: false, reminders: 0 },
    votes: [],
    cards: first.map((card) => ({
      id: card.id,
      stage: 0,
      to: card.to,
      state: "queued",
      attempted: false,
      shownRevision: 0,
    })),
    createdAt,
    expiresAt,
  };
}
