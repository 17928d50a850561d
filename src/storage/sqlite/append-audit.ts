import type { Actor } from "../../approval/approval-store.ts";
import type { ApprovalStatements } from "./approval-statements.ts";

export interface AuditEntry {
  readonly approvalId: string;
  /** The platform's, if it is one of its events that is told of. */
  readonly eventId?: string | undefined;
  readonly at: Date;
  readonly type: string;
  readonly actor: Actor;
  readonly details: object;
}

/** Whether it was appended: an event that is in the log already is not told of again. */
export function appendAudit(statements: Pick<ApprovalStatements, "appendAudit">, entry: AuditEntry): boolean {
  const { approvalId, eventId, at, type, actor, details } = entry;
  const [by, about] = [JSON.stringify(actor), JSON.stringify(details)];
  return statements.appendAudit.run(approvalId, eventId ?? null, at.getTime(), type, by, about).changes === 1;
}
