import type { Approval } from "../../src/approval/approval.ts";
import type { AuditRow } from "../../src/audit/audit-row.ts";
import { ToldApprovals } from "../../src/audit/compare-approvals.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { type ApprovalRow, type CardRow, toApproval } from "../../src/storage/sqlite/approval-rows.ts";
import type { Kept } from "./kept.ts";
import { PEOPLE } from "./plan.ts";
import type { World } from "./world.ts";

/** In what a world that has come to rest breaks a promise, in a line each. */
export function judge(world: World, kept: Kept): readonly string[] {
  const { db } = kept;
  const rows = db
    .query<AuditRow, []>(
      "select seq, subject, event_id as eventId, at, type, actor, details, hash from audit order by seq",
    )
    .all();
  const approvals = db
    .query<ApprovalRow, []>("select * from approvals")
    .all()
    .map((row) =>
      toApproval(row, db.query<CardRow, [string]>("select * from cards where approval_id = ?").all(row.id)),
    );
  return [
    ...(world.isAtRest ? [] : ["something is still owed, or still pending, at the end"]),
    ...auditBreaks(rows, approvals),
    ...createdOnce(world, approvals),
    ...approvals.flatMap((approval) => [
      ...decidedOnce(approval, rows),
      ...decidedByPolicy(approval),
      ...answersKept(world, approval),
      ...answeredAsRecorded(world, approval, rows),
      ...cardsTrue(world, approval),
      ...programsTold(world, approval),
    ]),
    ...repeatedAlike(world),
  ];
}

function auditBreaks(rows: readonly AuditRow[], approvals: readonly Approval[]): string[] {
  const told = new ToldApprovals();
  for (const row of rows) told.note(row);
  return [
    ...verifyAudit(rows).faults.map(({ message }) => `audit: ${message}`),
    ...[...told.compare(approvals)].map(({ message }) => `audit: ${message}`),
  ];
}

function createdOnce({ created }: World, approvals: readonly Approval[]): string[] {
  const known = new Set(created.values());
  if (approvals.length === created.size && approvals.every(({ id }) => known.has(id))) return [];
  return [`${approvals.length} approvals for ${created.size} requests`];
}

/** Outcomes that a vote is part of. */
const VOTES = new Set(["voted", "advanced", "decided"]);
const ENDS = new Set(["decided", "expired", "cancelled"]);

function decidedOnce({ id, votes, status, expiresAt }: Approval, rows: readonly AuditRow[]): string[] {
  const breaks: string[] = [];
  const ends = rows.filter(({ subject, type }) => subject === id && ENDS.has(type)).length;
  if (ends !== (status === "pending" ? 0 : 1)) breaks.push(`${id} ended ${ends} times and is ${status}`);
  const who = votes.map(({ stage, by }) => `${stage} ${by.open_id}`);
  if (new Set(who).size !== who.length) breaks.push(`${id}: somebody voted twice`);
  for (const { by, at } of votes) {
    if (!PEOPLE.some((open_id) => open_id === by.open_id)) breaks.push(`${id}: ${by.open_id} may not decide`);
    if (at >= expiresAt) breaks.push(`${id}: a vote after the expiry`);
  }
  return breaks;
}

/** By as many as the policy asks for, and no more. */
function decidedByPolicy({ id, votes, status, request, progress }: Approval): string[] {
  const verdict = VERDICTS.get(status);
  if (verdict === undefined) return [];
  const stage = status === "approved" ? request.stages.length - 1 : progress.stage;
  const voted = votes.filter((vote) => vote.verdict === verdict && vote.stage === stage).length;
  const wanted = request.stages[stage]?.policy[verdict] ?? 1;
  return voted === wanted ? [] : [`${id}: ${status} by ${voted}, not ${wanted}`];
}

const VERDICTS: ReadonlyMap<string, "approve" | "reject"> = new Map([
  ["approved", "approve"],
  ["rejected", "reject"],
]);

/** What was acknowledged is in the database, and what was refused is not. */
function answersKept({ answers }: World, { id, votes, status }: Approval): string[] {
  const breaks: string[] = [];
  const here = answers.filter(({ approvalId }) => approvalId === id);
  for (const { click, kind, changed } of here) {
    const { person, verdict, foreign } = click;
    if (foreign && changed) breaks.push(`${id}: a press on a message that is not ours was taken`);
    if (
      changed &&
      VOTES.has(kind) &&
      !votes.some((vote) => vote.by.open_id === person && vote.verdict === verdict)
    )
      breaks.push(`${id}: ${person}'s acknowledged ${verdict} is lost`);
    if (kind === "decided" && status !== (verdict === "approve" ? "approved" : "rejected"))
      breaks.push(`${id}: acknowledged as decided, and it is ${status}`);
  }
  const winners = here.filter(({ kind, changed }) => changed && kind === "decided").length;
  return winners > 1 ? [...breaks, `${id}: two were told that they decided`] : breaks;
}

/** Who was told that a press counts, or not, was told what the audit log says; and all that is so stands in that. */
function answeredAsRecorded({ answers }: World, { id }: Approval, rows: readonly AuditRow[]): string[] {
  const recorded = new Map(
    rows.filter(({ subject }) => subject === id).map(({ eventId, type }) => [eventId, type]),
  );
  return answers
    .filter(({ approvalId, replayed }) => approvalId === id && !replayed)
    .flatMap(({ click, kind, changed }) => {
      const type = recorded.get(click.eventId);
      return type === (changed ? kind : "refused")
        ? []
        : [`${click.eventId} was answered with ${kind}, and ${id} has it as ${type}`];
    });
}

function cardsTrue({ lark }: World, { id, cards, revision, status }: Approval): string[] {
  const breaks: string[] = [];
  for (const card of cards) {
    const messages = [...lark.messages.values()].filter(({ cardId }) => cardId === card.id);
    if (messages.length > 1) breaks.push(`${card.id} was posted ${messages.length} times`);
    // Ended before anybody tried to send it, it never comes to be.
    if (messages.length === 0 && card.error !== "ended_before_sent") breaks.push(`${card.id} was never sent`);
    for (const message of messages) {
      const seen = JSON.parse(message.shown) as { shows: number; status: string };
      if (seen.shows !== revision || seen.status !== status)
        breaks.push(
          `${message.id} shows ${id} as ${seen.status} (${seen.shows}), and it is ${status} (${revision})`,
        );
    }
  }
  return breaks;
}

function programsTold({ told }: World, { id, status }: Approval): string[] {
  const here = told.filter(({ approvalId }) => approvalId === id);
  if (status === "pending") return here.length === 0 ? [] : [`${id}: told of an end that has not come`];
  if (here.length === 0) return [`${id}: nobody was told that it is ${status}`];
  const breaks: string[] = [];
  if (new Set(here.map((one) => one.id)).size > 1) breaks.push(`${id}: told under several ids`);
  if (new Set(here.map((one) => one.body)).size > 1) breaks.push(`${id}: told in several ways`);
  return breaks;
}

function repeatedAlike({ answers }: World): string[] {
  const first = new Map<string, string>();
  const breaks: string[] = [];
  for (const { click, kind } of answers) {
    const before = first.get(click.eventId) ?? kind;
    first.set(click.eventId, before);
    if (before !== kind) breaks.push(`${click.eventId} was answered with ${before}, and then with ${kind}`);
  }
  return breaks;
}
