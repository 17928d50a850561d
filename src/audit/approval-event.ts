import type { Status } from "../approval/approval.ts";
import type { AuditRow } from "./audit-row.ts";

/** What happened to an approval, as those who follow are told: enough to know whether to look. */
export interface ApprovalEvent {
  readonly type: `approval.${Status | "created" | "voted" | "advanced" | "escalated" | "reminded"}`;
  readonly data: {
    readonly id: string;
    readonly status: Status;
    readonly revision: number;
    readonly at: string;
  };
}

/** The event that a row tells of; undefined for refused clicks, deliveries and what administrators do. */
export function toApprovalEvent({ type, subject: id, at, details }: AuditRow): ApprovalEvent | undefined {
  if (!TOLD.has(type)) return undefined;
  const { verdict, revision = 1 } = JSON.parse(details) as { verdict?: string; revision?: number };
  const status = statusAfter(type, verdict) ?? "pending";
  const name = type === "decided" ? status : (type as Status);
  return { type: `approval.${name}`, data: { id, status, revision, at: new Date(at).toISOString() } };
}

const TOLD: ReadonlySet<string> = new Set([
  "created",
  "voted",
  "advanced",
  "decided",
  "expired",
  "cancelled",
  "escalated",
  "reminded",
]);

/** The status that a row of this type leaves behind; undefined where it leaves the one before. */
export function statusAfter(type: string, verdict: unknown): Status | undefined {
  if (type === "created") return "pending";
  if (type === "expired" || type === "cancelled") return type;
  if (type === "decided") return verdict === "approve" ? "approved" : "rejected";
  return undefined;
}
