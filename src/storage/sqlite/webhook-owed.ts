import type { Approval } from "../../approval/approval.ts";
import type { ApprovalStatements } from "./approval-statements.ts";

type Statements = Pick<ApprovalStatements, "receivers" | "insertDelivery" | "owe">;

/**
 * Owes the end of an approval to whoever is to be told of it. An approval ends once, and so its deliveries are named
 * by it and counted: no second one can come to be.
 */
export function oweWebhooks(statements: Statements, approval: Approval, at: Date, requestId?: string): void {
  const { id: approvalId, status } = approval;
  const type = `approval.${status}`;
  for (const [index, { endpointId, url }] of receiversOf(statements, approval, type).entries()) {
    const id = `whd_${approvalId.replace(/^apr_/, "")}_${index + 1}`;
    statements.insertDelivery.run(id, endpointId, approvalId, url, type, at.getTime());
    statements.owe.run(id, "webhook.deliver", approvalId, at.getTime(), requestId ?? null);
  }
}

interface Receiver {
  /** Null for the `webhook_url` of the request. */
  readonly endpointId: string | null;
  readonly url: string;
}

function receiversOf(
  { receivers }: Statements,
  { request: { webhook_url: own } }: Approval,
  type: string,
): readonly Receiver[] {
  const standing = receivers
    .all()
    .filter(({ types }) => types === null || (JSON.parse(types) as readonly string[]).includes(type))
    .map(({ id: endpointId, url }) => ({ endpointId, url }));
  return own === undefined ? standing : [{ endpointId: null, url: own }, ...standing];
}
