import type { Database } from "bun:sqlite";

import type { ApprovalEvent, ApprovalStore, Commit, Step } from "../../approval/approval-store.ts";
import type { Approval } from "../../approval/approval.ts";
import type { Delegation } from "../../approval/delegation.ts";
import { isChange, type Outcome } from "../../approval/outcome.ts";
import type { Person } from "../../approval/person.ts";
import { appendAudit } from "./append-audit.ts";
import { createApprovalQueries } from "./approval-queries.ts";
import { toApproval } from "./approval-rows.ts";
import { type ApprovalStatements, prepareApprovalStatements } from "./approval-statements.ts";
import { createApproval } from "./create-approval.ts";
import { toDelegation } from "./delegation-rows.ts";
import { notePress } from "./note-press.ts";
import { saveChange } from "./save-change.ts";
import type { Writes } from "./write-queue.ts";

/** How a refused click stands in the audit log, with why. */
const REFUSED = "refused";

export function createSqliteApprovalStore(db: Database, writes: Writes): ApprovalStore {
  const statements = prepareApprovalStatements(db);
  const load = (id: string): Approval | undefined => loadApproval(statements, id);
  return {
    ...createApprovalQueries(db, load),
    create: (approval, actor, key, supersede, besides) =>
      writes.run(() => createApproval(statements, load, { approval, actor, key, supersede, ...besides })),
    commit: (event, step) =>
      writes
        .run(() => commit(statements, event, step))
        .catch((fault: unknown) => {
          // What could not be recorded was pressed all the same.
          void writes.run(() => oweUndone(statements, event, load(event.approvalId))).catch(() => {});
          throw fault;
        }),
    find: async (id) => load(id),
    async findByCard(cardId) {
      const row = statements.approvalOfCard.get(cardId);
      return row === null ? undefined : load(row.approval_id);
    },
    delegationsTo: async (person) => delegationsTo(statements, person),
    due: async (now, limit) => statements.due.all(now.getTime(), limit).map(({ id }) => id),
  };
}

function commit(statements: ApprovalStatements, event: ApprovalEvent, step: Step): Commit {
  const approval = loadApproval(statements, event.approvalId);
  if (approval === undefined) return { kind: "not_found" };
  const made = step(approval, delegationsTo(statements, event.operator));
  const outcome = refuseForeignMessage(statements, approval, made);
  if (outcome.kind === "not_due" || outcome.kind === "membership_needed") {
    return { kind: "committed", outcome, replayed: false };
  }
  if (!record(statements, event, outcome)) return replay(statements, event, approval);
  if (isChange(outcome)) saveChange(statements, event, approval, outcome);
  else oweUndone(statements, event, outcome.approval);
  return { kind: "committed", outcome, replayed: false };
}

/** A message that is another approval's card cannot be adopted: a click's value may name any approval. */
function refuseForeignMessage(
  { cardOfMessage }: ApprovalStatements,
  before: Approval,
  outcome: Outcome,
): Outcome {
  if (!isChange(outcome)) return outcome;
  const adopted = before.cards.findIndex((card, index) => card !== outcome.approval.cards[index]);
  const messageId = outcome.approval.cards[adopted]?.message_id;
  if (messageId === undefined || cardOfMessage.get(messageId) === null) return outcome;
  return { kind: "not_our_message", approval: before };
}

/** Whether the event is new: it is in the audit log from now on, with what came of it. */
function record(statements: ApprovalStatements, event: ApprovalEvent, outcome: Outcome): boolean {
  const { approvalId, id: eventId, at, actor } = event;
  const type = isChange(outcome) ? outcome.kind : REFUSED;
  return appendAudit(statements, {
    subject: approvalId,
    eventId,
    at,
    type,
    actor,
    details: detailsOf(outcome),
  });
}

/**
 * What others' presses update until this one is answered, the client undoes on the card that was pressed: one of those on
 * their way, if its message is not known yet.
 */
function oweUndone(
  statements: ApprovalStatements,
  { at, settleAt, requestId }: ApprovalEvent,
  approval: Approval | undefined,
): void {
  if (settleAt === undefined || approval === undefined) return;
  const known = approval.cards.find(({ message_id }) => message_id === settleAt.message_id);
  const onTheirWay = approval.cards.filter((card) => card.message_id === undefined && card.attempted);
  for (const { id } of known === undefined ? onTheirWay : [known])
    notePress(statements, id, { at, until: settleAt.at, requestId });
}

function detailsOf(outcome: Outcome): object {
  if (!isChange(outcome)) return { why: outcome.kind };
  const { vote, approval } = outcome;
  return {
    verdict: vote?.verdict,
    for: vote?.for,
    reason: vote?.reason,
    break_glass: vote?.break_glass,
    revision: approval.revision,
  };
}

function replay({ audited }: ApprovalStatements, { id = "" }: ApprovalEvent, approval: Approval): Commit {
  const row = audited.get(approval.id, id);
  if (row === null) return { kind: "not_found" };
  const kind = row.type === REFUSED ? (JSON.parse(row.details) as { why: string }).why : row.type;
  return { kind: "committed", outcome: { kind, approval } as Outcome, replayed: true };
}

function loadApproval(statements: ApprovalStatements, id: string): Approval | undefined {
  const row = statements.approval.get(id);
  return row === null ? undefined : toApproval(row, statements.cards.all(id));
}

function delegationsTo(
  { delegationsTo: find }: ApprovalStatements,
  person: Person | undefined,
): readonly Delegation[] {
  return person?.open_id === undefined ? [] : find.all(person.open_id).map(toDelegation);
}
