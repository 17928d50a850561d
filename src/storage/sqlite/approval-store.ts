import type { Database } from "bun:sqlite";

import type {
  Actor,
  ApprovalEvent,
  ApprovalStore,
  Commit,
  Creation,
  IdempotencyKey,
  Step,
} from "../../approval/approval-store.ts";
import type { Approval, Card } from "../../approval/approval.ts";
import { type Change, isChange, type Outcome } from "../../approval/outcome.ts";
import { createApprovalQueries } from "./approval-queries.ts";
import { toApproval } from "./approval-rows.ts";
import { type ApprovalStatements, prepareApprovalStatements } from "./approval-statements.ts";
import { StorageError } from "./storage-error.ts";
import type { WriteQueue } from "./write-queue.ts";

/** The version of the card JSON that messages are sent with. */
const CARD_SCHEMA = "2.0";

export function createSqliteApprovalStore(db: Database, writes: WriteQueue): ApprovalStore {
  const statements = prepareApprovalStatements(db);
  return {
    ...createApprovalQueries(db, (id) => load(statements, id)),
    create: (approval, actor, key) => writes.run(() => create(statements, approval, actor, key)),
    commit: (event, step) => writes.run(() => commit(statements, event, step)),
    find: async (id) => load(statements, id),
    async findByCard(cardId) {
      const row = statements.approvalOfCard.get(cardId);
      return row === null ? undefined : load(statements, row.approval_id);
    },
    overdue: async (now, limit) => statements.overdue.all(now.getTime(), limit).map(({ id }) => id),
  };
}

function commit(statements: ApprovalStatements, event: ApprovalEvent, step: Step): Commit {
  const approval = load(statements, event.approvalId);
  if (approval === undefined) return { kind: "not_found" };
  const outcome = refuseForeignMessage(statements, approval, step(approval));
  if (event.id !== undefined && !remember(statements, event.id, event, outcome)) {
    return replay(statements, event.id, approval);
  }
  if (isChange(outcome)) save(statements, event, approval, outcome);
  if (outcome.kind !== "not_due") appendAudit(statements, event, outcome);
  return { kind: "committed", outcome, replayed: false };
}

/** A message that is another approval's card cannot be adopted: a click's value may name any approval. */
function refuseForeignMessage(
  { cardOfMessage }: ApprovalStatements,
  before: Approval,
  outcome: Outcome,
): Outcome {
  if (!isChange(outcome)) return outcome;
  const adopted = outcome.approval.cards.find((card, index) => card !== before.cards[index]);
  if (adopted?.message_id === undefined || cardOfMessage.get(adopted.message_id) === null) return outcome;
  return { kind: "not_our_message", approval: before };
}

/** Whether the event is new. */
function remember(
  { rememberEvent }: ApprovalStatements,
  id: string,
  event: ApprovalEvent,
  outcome: Outcome,
): boolean {
  return rememberEvent.run(id, event.approvalId, outcome.kind, event.at.getTime()).changes === 1;
}

function replay(statements: ApprovalStatements, eventId: string, approval: Approval): Commit {
  const row = statements.event.get(eventId);
  if (row === null || row.approval_id !== approval.id) return { kind: "not_found" };
  return {
    kind: "committed",
    outcome: { kind: row.outcome as Outcome["kind"], approval } as Outcome,
    replayed: true,
  };
}

function save(
  statements: ApprovalStatements,
  event: ApprovalEvent,
  before: Approval,
  { approval, vote }: Change,
): void {
  const decidedAt = approval.decidedAt?.getTime() ?? null;
  const saved = statements.saveApproval.run(
    approval.status,
    approval.revision,
    decidedAt,
    approval.id,
    before.revision,
  );
  if (saved.changes !== 1)
    throw new StorageError("lost_update", `${approval.id} changed while it was decided`);
  if (vote !== undefined) {
    const voter = vote.by.open_id ?? vote.by.union_id ?? vote.by.user_id ?? "";
    const { verdict, by, at, reason } = vote;
    statements.insertVote.run(approval.id, voter, verdict, JSON.stringify(by), at.getTime(), reason ?? null);
  }
  for (const [index, card] of approval.cards.entries()) {
    if (card !== before.cards[index]) adopt(statements, card);
    oweRepaint(statements, event, approval, card);
  }
}

function adopt({ adoptMessage }: ApprovalStatements, { id, message_id, chat_id }: Card): void {
  if (message_id !== undefined) adoptMessage.run(message_id, chat_id ?? null, id);
}

/** A card that is still to be sent will show the newest state anyway; one that is on its way is looked at when it is there. */
function oweRepaint(
  { owe }: ApprovalStatements,
  { repaintAt }: ApprovalEvent,
  { id }: Approval,
  card: Card,
): void {
  if (card.message_id !== undefined) owe.run(card.id, "card.update", id, repaintAt.getTime());
}

function appendAudit({ appendAudit }: ApprovalStatements, event: ApprovalEvent, outcome: Outcome): void {
  const type = isChange(outcome) ? outcome.kind : "refused";
  const details = isChange(outcome) ? { verdict: outcome.vote?.verdict } : { why: outcome.kind };
  appendAudit.run(
    event.approvalId,
    event.at.getTime(),
    type,
    JSON.stringify(event.actor),
    JSON.stringify(details),
  );
}

function create(
  statements: ApprovalStatements,
  approval: Approval,
  actor: Actor,
  key?: IdempotencyKey,
): Creation {
  const earlier = key === undefined ? null : statements.keyed.get(key.scope, key.key);
  if (key !== undefined && earlier !== null) {
    const first = earlier.digest === key.digest ? load(statements, earlier.approval_id) : undefined;
    return first === undefined ? { kind: "conflict" } : { kind: "replayed", approval: asCreated(first) };
  }
  const { id, status, revision, request, createdAt, expiresAt, cards } = approval;
  const at = createdAt.getTime();
  statements.insertApproval.run(id, status, revision, JSON.stringify(request), at, expiresAt.getTime());
  for (const card of cards) {
    statements.insertCard.run(card.id, id, JSON.stringify(card.to), card.state, CARD_SCHEMA);
    statements.owe.run(card.id, "card.send", id, at);
  }
  statements.appendAudit.run(id, at, "created", JSON.stringify(actor), "{}");
  if (key !== undefined) statements.rememberKey.run(key.scope, key.key, key.digest, id, at);
  return { kind: "created", approval };
}

/** What was answered when it was made: everything that has changed since starts from one and the same state. */
function asCreated({ id, request, createdAt, expiresAt, cards }: Approval): Approval {
  const queued = cards.map((card): Card => ({
    id: card.id,
    to: card.to,
    state: "queued",
    attempted: false,
    shownRevision: 0,
  }));
  return { id, request, status: "pending", revision: 1, votes: [], cards: queued, createdAt, expiresAt };
}

function load(statements: ApprovalStatements, id: string): Approval | undefined {
  const row = statements.approval.get(id);
  if (row === null) return undefined;
  // The first revision has no votes yet: a look that most clicks can do without.
  const votes = row.revision === 1 ? [] : statements.votes.all(id);
  return toApproval(row, votes, statements.cards.all(id));
}
