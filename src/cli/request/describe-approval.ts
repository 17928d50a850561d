import type { ApprovalAnswer, StageAnswer } from "../api/approval-answer.ts";
import { describeRows, type Row } from "../describe-rows.ts";
import { describeApprovers, describePerson } from "./describe-person.ts";

type Decision = ApprovalAnswer["decisions"][number];

/** Such as `1 of 2 approved`, if anybody did `1 of 1 rejected`, and of which stage where there are several. */
export function describeVotes({ decisions, stages, stage }: ApprovalAnswer): string {
  const { approve = 1, reject = 1 } = stages[stage]?.policy ?? {};
  const count = (verdict: string): number =>
    decisions.filter((decision) => decision.stage === stage && decision.verdict === verdict).length;
  const rejected = count("reject");
  const approved = `${count("approve")} of ${approve} approved`;
  const votes = rejected === 0 ? approved : `${approved}, ${rejected} of ${reject} rejected`;
  return stages.length > 1 ? `stage ${stage + 1} of ${stages.length}: ${votes}` : votes;
}

/** Such as `apr_… approved by ou_…`, with in whose place, and what was said. */
export function describeEnd({ id, status, decisions, superseded_by }: ApprovalAnswer): string {
  const verdict = { approved: "approve", rejected: "reject" }[status as string];
  const by = decisions.filter((decision) => decision.verdict === verdict).map(describeDecider);
  if (superseded_by !== null && superseded_by !== undefined)
    return `${id} ${status}, superseded by ${superseded_by}`;
  return by.length === 0 ? `${id} ${status}` : `${id} ${status} by ${by.join(", ")}`;
}

/** An approval for people: what was asked, how it stands, where its cards are, and who said what. */
export function describeApproval(approval: ApprovalAnswer): string {
  const { id, status, requested_by, created_at, expires_at, decided_at, stages, superseded_by } = approval;
  const rows: readonly Row[] = [
    ["id", id],
    ["status", status === "pending" ? `${status}, ${describeVotes(approval)}` : status],
    ...(superseded_by === null ? [] : [["superseded by", superseded_by] as const]),
    ...(requested_by === undefined ? [] : [["requested by", describePerson(requested_by)] as const]),
    ["asked", created_at],
    decided_at === null ? ["open until", expires_at] : ["ended", decided_at],
    ...stages.flatMap((stage, index) => describeStage(approval, stage, index)),
    ...approval.fields.map(({ label, value }) => [label, value] as const),
    ...approval.cards.map(({ state, to, message_id, error }) => {
      const where = Object.values(to).join(" ");
      return [
        "card",
        [state, "to", where, message_id, error].filter((word) => word !== null).join(" "),
      ] as const;
    }),
    ...approval.decisions.map(
      (decision) => [decision.verdict, describeDecision(approval, decision)] as const,
    ),
  ];
  return describeRows(approval.title, rows);
}

function describeStage(
  { stages, stage: open, escalated }: ApprovalAnswer,
  stage: StageAnswer,
  index: number,
) {
  const { approvers, policy, escalate } = stage;
  const needed = policy.approve === 1 ? "" : `${policy.approve} of `;
  const label = stages.length > 1 ? `stage ${index + 1}` : "approvers";
  const rows: Row[] = [[label, `${needed}${describeApprovers(approvers)}`]];
  if (escalate !== undefined) {
    const isTold = index === open && escalated;
    const when = isTold ? "since the escalation" : `after ${escalate.after} s`;
    rows.push(["further", `${describeApprovers(escalate.approvers)}, ${when}`]);
  }
  return rows;
}

function describeDecision({ stages }: ApprovalAnswer, decision: Decision): string {
  const where = stages.length > 1 ? `, stage ${decision.stage + 1}` : "";
  const said = decision.reason === null ? "" : `: ${decision.reason}`;
  return `${describeDecider(decision)}, ${decision.at}${where}${said}`;
}

function describeDecider({ by, for: approver, break_glass: isBroken }: Decision): string {
  const inPlace = approver === undefined ? "" : ` for ${describePerson(approver)}`;
  return `${describePerson(by)}${inPlace}${isBroken ? " (break-glass)" : ""}`;
}
