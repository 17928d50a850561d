import type { Database } from "bun:sqlite";

import type { DeliveryRow, EndpointRow } from "./webhook-rows.ts";

const DELIVERIES = `select delivery.*, job.due_at from webhook_deliveries delivery
  left join outbox job on job.key = delivery.id and job.kind = 'webhook.deliver'`;

export function prepareWebhookStatements(db: Database) {
  return {
    insertEndpoint: db.prepare<never, [string, string, string | null, string, number]>(
      "insert into webhook_endpoints (id, url, types, secrets, created_at) values (?, ?, ?, ?, ?)",
    ),
    endpoints: db.prepare<EndpointRow, []>("select * from webhook_endpoints order by id"),
    endpoint: db.prepare<EndpointRow, [string]>("select * from webhook_endpoints where id = ?"),
    deleteEndpoint: db.prepare<never, [string]>("delete from webhook_endpoints where id = ?"),
    setSecrets: db.prepare<never, [string, string]>("update webhook_endpoints set secrets = ? where id = ?"),
    setDisabled: db.prepare<never, [number | null, string | null, string]>(
      "update webhook_endpoints set disabled_at = ?, disabled_why = ? where id = ?",
    ),
    delivery: db.prepare<DeliveryRow, [string]>(`${DELIVERIES} where delivery.id = ?`),
    deliveries: db.prepare<
      DeliveryRow,
      [string | null, string | null, string | null, string | null, string | null, string | null, number]
    >(
      `${DELIVERIES} where (? is null or delivery.approval_id = ?) and (? is null or delivery.state = ?)
         and (? is null or delivery.id < ?) order by delivery.id desc limit ?`,
    ),
    freezeBody: db.prepare<{ body: string }, [string, string]>(
      "update webhook_deliveries set body = coalesce(body, ?) where id = ? returning body",
    ),
    reopen: db.prepare<never, [string]>(
      "update webhook_deliveries set state = 'pending', attempts = 0 where id = ?",
    ),
    noteAttempt: db.prepare<never, [string, number, number | null, string | null, number | null, string]>(
      `update webhook_deliveries set state = ?, attempts = ?, last_status = ?, last_error = ?,
         delivered_at = coalesce(?, delivered_at) where id = ?`,
    ),
  };
}
