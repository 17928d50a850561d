import type { Approval } from "../../approval/approval.ts";
import type { ApprovalStatements } from "./approval-statements.ts";

type Statements = Pick<ApprovalStatements, "receivers" | "insertDelivery" | "owe">;

/**
 * Owes the end of an approval to whoever is to be told of it. An approval ends once, and so a delivery is named by the
 * approval and the receiver: no second one can come to be.
 */
export function oweWebhooks(statements: Statements, { id, request, status }: Approval, at: Date): void {
  const type = `approval.${status}`;
  const name = `whd_${id.replace(/^apr_/, "")}`;
  if (request.webhook_url !== undefined)
    owe(statements, { id: name, endpointId: null, url: request.webhook_url }, { approvalId: id, type, at });
  for (const { id: endpointId, url, types } of statements.receivers.all()) {
    if (types !== null && !(JSON.parse(types) as readonly string[]).includes(type)) continue;
    const own = `${name}_${endpointId.replace(/^whk_/, "")}`;
    owe(statements, { id: own, endpointId, url }, { approvalId: id, type, at });
  }
}

function owe(
  { insertDelivery, owe: oweJob }: Statements,
  { id, endpointId, url }: { id: string; endpointId: string | null; url: string },
  { approvalId, type, at }: { approvalId: string; type: string; at: Date },
): void {
  insertDelivery.run(id, endpointId, approvalId, url, type, at.getTime());
  oweJob.run(id, "webhook.deliver", approvalId, at.getTime());
}
