import type { Database } from "bun:sqlite";

import type { ApprovalStore } from "../../approval/approval-store.ts";
import type { Seal } from "../../keys/keyring.ts";
import type { Act, WebhookStore } from "../../webhook/webhook-store.ts";
import { appendAudit } from "./append-audit.ts";
import { prepareApprovalStatements } from "./approval-statements.ts";
import { toEndpoint, toSecrets, toSecretsColumn, toWebhookDelivery } from "./webhook-rows.ts";
import { prepareWebhookStatements } from "./webhook-statements.ts";
import type { Writes } from "./write-queue.ts";

/** Each act and its row in the audit log are one commit. No secret goes into the log. */
export function createSqliteWebhookStore(
  db: Database,
  writes: Writes,
  approvals: Pick<ApprovalStore, "find">,
  seal: Seal,
): WebhookStore {
  const statements = prepareWebhookStatements(db);
  const shared = prepareApprovalStatements(db);

  /** Notes what was done to it, if it was; answers whether. */
  function acted(
    isDone: boolean,
    id: string,
    type: string,
    { at, actor }: Act,
    details: object = {},
  ): boolean {
    return isDone && appendAudit(shared, { subject: id, at, type, actor, details });
  }

  function replay(id: string, act: Act, requestId?: string): "replayed" | "pending" | "not_found" {
    const row = statements.delivery.get(id);
    if (row === null) return "not_found";
    if (row.state === "pending") return "pending";
    statements.reopen.run(id);
    shared.owe.run(id, "webhook.deliver", row.approval_id, act.at.getTime(), requestId ?? null);
    acted(true, row.approval_id, "webhook.replayed", act, { delivery: id });
    return "replayed";
  }

  return {
    insertEndpoint: ({ id, url, types, createdAt }, secret, act) =>
      writes.run(() => {
        const [wanted, secrets] = [
          types ? JSON.stringify(types) : null,
          toSecretsColumn(id, [{ secret }], seal),
        ];
        statements.insertEndpoint.run(id, url, wanted, secrets, createdAt.getTime());
        acted(true, id, "webhook.created", act, { url, types });
      }),
    listEndpoints: async () => statements.endpoints.all().map(toEndpoint),
    async findEndpoint(id) {
      const row = statements.endpoint.get(id);
      return row === null ? undefined : toEndpoint(row);
    },
    deleteEndpoint: (id, act) =>
      writes.run(() => acted(statements.deleteEndpoint.run(id).changes === 1, id, "webhook.deleted", act)),
    rotateSecret: (id, secret, oldUntil, act) =>
      writes.run(() => {
        const row = statements.endpoint.get(id);
        if (row === null) return false;
        const [before] = toSecrets(row, seal);
        const kept = before === undefined ? [] : [{ secret: before.secret, until: oldUntil }];
        statements.setSecrets.run(toSecretsColumn(id, [{ secret }, ...kept], seal), id);
        return acted(true, id, "webhook.rotated", act, { old_until: oldUntil.toISOString() });
      }),
    setDisabled: (id, why, act) =>
      writes.run(() => {
        const at = why === undefined ? null : act.at.getTime();
        const isThere = statements.setDisabled.run(at, why ?? null, id).changes === 1;
        return acted(isThere, id, why === undefined ? "webhook.enabled" : "webhook.disabled", act, { why });
      }),
    async findDelivery(id) {
      const row = statements.delivery.get(id);
      return row === null ? undefined : toWebhookDelivery(row);
    },
    async listDeliveries({ approvalId = null, state = null, after = null, limit }) {
      return statements.deliveries
        .all(approvalId, approvalId, state, state, after, after, limit)
        .map(toWebhookDelivery);
    },
    replay: (id, act, requestId) => writes.run(() => replay(id, act, requestId)),
    async findDue(id) {
      const row = statements.delivery.get(id);
      const approval = row === null ? undefined : await approvals.find(row.approval_id);
      if (row === null || approval === undefined) return undefined;
      const endpoint = row.endpoint_id === null ? null : statements.endpoint.get(row.endpoint_id);
      return {
        delivery: toWebhookDelivery(row),
        approval,
        endpoint: endpoint === null ? undefined : toEndpoint(endpoint),
        secrets: endpoint === null ? [] : toSecrets(endpoint, seal),
      };
    },
    freezeBody: (id, body) => writes.run(() => statements.freezeBody.get(body, id)?.body ?? body),
  };
}
