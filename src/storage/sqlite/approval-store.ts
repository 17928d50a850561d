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
import { toApproval, toVotesColumn } from "./approval-rows.ts";
import { type ApprovalStatements, prepareApprovalStatements } from "./approval-statements.ts";
import { StorageError } from "./storage-error.ts";
import type { Writes } from "./write-queue.ts";

/** The version of the card JSON that messages are sent with. */
const CARD_SCHEMA = "2.0";
/** How a refused click stands in the audit log, with why. */
const REFUSED = "refused";

export function createSqliteApprovalStore(db: Database, writes: Writes): ApprovalStore {
  const statements = prepareApprovalStatements(db);
  return {
    ...createApprovalQueries(db, (id) => load(statements, id)),
    create: (approval, actor, key, supersede) =>
      writes.run(() => create(statements, { approval, actor, key, supersede })),
    commit: (event, step) => writes.run(() => commit(statements, event, step)),
    oweRepaint: (id, at) => writes.run(() => oweAnotherLook(statements, id, at)),
    find: async (id) => load(statements, id),
    async findByCard(cardId) {
      const row = statements.approvalOfCard.get(cardId);
      return row === null ? undefined : load(statements, row.approval_id);
    },
    delegationsTo: async (person) => delegationsTo(statements, person),
    due: async (now, limit) => statements.due.all(now.getTime(), limit).map(({ id }) => id),
  };
}

function commit(statements: ApprovalStatements, event: ApprovalEvent, step: Step): Commit {
  const approval = load(statements, event.approvalId);
  if (approval === undefined) return { kind: "not_found" };
  const outcome = refuseForeignMessage(statements, approval, step(approval, delegationsTo(statements, event.operator)));
  if (outcome.kind === "not_due" || outcome.kind === "membership_needed") return { kind: "committed", outcome, replayed: false };
  if (!record(statements, event, outcome)) return replay(statements, event, approval);
  if (isChange(outcome)) save(statements, event, approval, outcome);
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

/** Whether the event is new: it is in the audit log from now on, with what came of it. */
function record(statements: ApprovalStatements, event: ApprovalEvent, outcome: Outcome): boolean {
  const { approvalId, id, at, actor } = event;
  const details = isChange(outcome) ? { verdict: outcome.vote?.verdict } : { why: outcome.kind };
  const type = isChange(outcome) ? outcome.kind : REFUSED;
  return append(statements, { approvalId, eventId: id, at, type, actor, details });
}

function replay({ audited }: ApprovalStatements, { id = "" }: ApprovalEvent, approval: Approval): Commit {
  const row = audited.get(approval.id, id);
  if (row === null) return { kind: "not_found" };
  const kind = row.type === REFUSED ? (JSON.parse(row.details) as { why: string }).why : row.type;
  return { kind: "committed", outcome: { kind, approval } as Outcome, replayed: true };
}

function save(
  statements: ApprovalStatements,
  event: ApprovalEvent,
  before: Approval,
  { approval }: Change,
): void {
  const { id, status, revision, votes, decidedAt } = approval;
  const endedAt = decidedAt?.getTime() ?? null;
  const saved = statements.saveApproval.run(
    status,
    revision,
    toVotesColumn(votes),
    endedAt,
    id,
    before.revision,
  );
  if (saved.changes !== 1) throw new StorageError("lost_update", `${id} changed while it was decided`);
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

interface AuditEntry {
  readonly approvalId: string;
  readonly eventId?: string | undefined;
  readonly at: Date;
  readonly type: string;
  readonly actor: Actor;
  readonly details: Readonly<Record<string, unknown>>;
}

function append({ appendAudit }: ApprovalStatements, entry: AuditEntry): boolean {
  const { approvalId, eventId, at, type, actor, details } = entry;
  const [by, about] = [JSON.stringify(actor), JSON.stringify(details)];
  return appendAudit.run(approvalId, eventId ?? null, at.getTime(), type, by, about).changes === 1;
}

function oweAnotherLook(statements: ApprovalStatements, approvalId: string, at: Date): void {
  for (const { id, message_id } of load(statements, approvalId)?.cards ?? []) {
    if (message_id === undefined) continue;
    statements.doubtCard.run(id);
    statements.owe.run(id, "card.update", approvalId, at.getTime());
  }
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
  append(statements, { approvalId: id, at: createdAt, type: "created", actor, details: {} });
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
  return row === null ? undefined : toApproval(row, statements.cards.all(id));
}
