import type { ApprovalAnswer, PersonAnswer } from "../api/approval-answer.ts";
import { printable } from "../paint.ts";

/** Such as `1 of 2 approved`, and, if anybody did, `1 of 1 rejected`. */
export function describeVotes({ decisions, policy }: ApprovalAnswer): string {
  const count = (verdict: string): number =>
    decisions.filter((decision) => decision.verdict === verdict).length;
  const rejected = count("reject");
  const approved = `${count("approve")} of ${policy.approve} approved`;
  return rejected === 0 ? approved : `${approved}, ${rejected} of ${policy.reject} rejected`;
}

/** Such as `apr_… approved by ou_…`. */
export function describeEnd({ id, status, decisions }: ApprovalAnswer): string {
  const verdict = { approved: "approve", rejected: "reject" }[status as string];
  const by = decisions
    .filter((decision) => decision.verdict === verdict)
    .map((decision) => describePerson(decision.by));
  return by.length === 0 ? `${id} ${status}` : `${id} ${status} by ${by.join(", ")}`;
}

/** An approval for people: what was asked, how it stands, where its cards are, and who said what. */
export function describeApproval(approval: ApprovalAnswer): string {
  const { id, status, requested_by, approvers, created_at, expires_at, decided_at } = approval;
  const rows: readonly (readonly [string, string])[] = [
    ["id", id],
    ["status", status === "pending" ? `${status}, ${describeVotes(approval)}` : status],
    ...(requested_by === undefined ? [] : [["requested by", describePerson(requested_by)] as const]),
    ["asked", created_at],
    decided_at === null ? ["open until", expires_at] : ["ended", decided_at],
    ["approvers", approvers === "anyone" ? approvers : approvers.map(describePerson).join(", ")],
    ...approval.fields.map(({ label, value }) => [label, value] as const),
    ...approval.cards.map(({ state, to, message_id, error }) => {
      const where = Object.values(to).join(" ");
      return [
        "card",
        [state, "to", where, message_id, error].filter((word) => word !== null).join(" "),
      ] as const;
    }),
    ...approval.decisions.map(({ verdict, by, at }) => [verdict, `${describePerson(by)}, ${at}`] as const),
  ];
  const labels = rows.map(([label]) => printable(label));
  const wide = Math.min(24, Math.max(...labels.map((label) => Bun.stringWidth(label))));
  const lines = rows.map(([, value], row) => `  ${pad(labels[row] ?? "", wide)}  ${printable(value)}\n`);
  return `${printable(approval.title)}\n${lines.join("")}`;
}

function describePerson({ name, open_id, user_id, union_id }: PersonAnswer): string {
  return printable(name ?? open_id ?? user_id ?? union_id ?? "somebody");
}

function pad(text: string, wide: number): string {
  return text + " ".repeat(Math.max(0, wide - Bun.stringWidth(text)));
}
