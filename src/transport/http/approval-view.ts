import { approvalData } from "../../approval/approval-data.ts";
import type { HistoryEntry } from "../../approval/approval-store.ts";
import type { Approval, ApprovalRequest } from "../../approval/approval.ts";
import type { Stage } from "../../approval/stage.ts";
import { ApiError } from "./api-error.ts";
import type { ApprovalView, CreateApproval } from "./approval-schema.ts";
import type { HistoryView } from "./history-schema.ts";
import type { CreateStage } from "./stage-schema.ts";

/** An approval as the API gives it. The cast takes off `readonly` only: the route checks what it answers. */
export function approvalView(approval: Approval): ApprovalView {
  return approvalData(approval) as ApprovalView;
}

export function historyView(entries: readonly HistoryEntry[]): HistoryView {
  return {
    data: entries.map(({ seq, at, ...entry }) => ({ seq, at: at.toISOString(), ...entry })),
  } as HistoryView;
}

/** A body with what it leaves out filled in. */
export function toRequest(body: CreateApproval): ApprovalRequest {
  return {
    title: body.title,
    summary: body.summary,
    fields: body.fields ?? [],
    stages: toStages(body),
    requested_by: body.requested_by,
    allow_self_approval: body.allow_self_approval ?? false,
    reason: body.reason ?? "off",
    comment: body.comment ?? false,
    risk: body.risk ?? "normal",
    remind: body.remind && { after: body.remind.after, by: body.remind.by ?? "reply" },
    quiet_hours: body.quiet_hours,
    supersedes: body.supersedes,
    webhook_url: body.webhook_url,
    metadata: body.metadata ?? {},
  };
}

/** The flat form is one stage. */
function toStages({ stages, to, approvers, policy, escalate }: CreateApproval): readonly Stage[] {
  const isFlat =
    to !== undefined || approvers !== undefined || policy !== undefined || escalate !== undefined;
  if (stages !== undefined) {
    if (isFlat)
      throw new ApiError("invalid_request", "stages: each has its own to, approvers, policy and escalate");
    return stages.map(toStage);
  }
  return [
    toStage({
      to: to ?? [],
      approvers: approvers ?? [],
      ...(policy && { policy }),
      ...(escalate && { escalate }),
    }),
  ];
}

function toStage({ to, approvers, policy, escalate }: CreateStage): Stage {
  return { to, approvers, policy: { approve: policy?.approve ?? 1, reject: policy?.reject ?? 1 }, escalate };
}
