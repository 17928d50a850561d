import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Standing receivers of webhooks; each has its own secret, and for a time the one before. */
export const webhookEndpoints = sqliteTable("webhook_endpoints", {
  id: text().primaryKey(),
  url: text().notNull(),
  /** The event types it is told of, as JSON; null is all. */
  types: text(),
  /** `{ secret, until }`, the newest first, as JSON: until when one signs is null for the one in force. */
  secrets: text().notNull(),
  createdAt: integer("created_at").notNull(),
  disabledAt: integer("disabled_at"),
  disabledWhy: text("disabled_why"),
});

/** What a receiver is to be told, and how that went; its id is the `webhook-id` of every attempt. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    id: text().primaryKey(),
    /** Null for the `webhook_url` of a request. */
    endpointId: text("endpoint_id"),
    approvalId: text("approval_id").notNull(),
    url: text().notNull(),
    type: text().notNull(),
    /** Rendered at the first attempt, and the same in all others. */
    body: text(),
    state: text({ enum: ["pending", "delivered", "failed"] }).notNull(),
    attempts: integer().notNull(),
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
    createdAt: integer("created_at").notNull(),
    deliveredAt: integer("delivered_at"),
  },
  (table) => [index("webhook_deliveries_by_approval").on(table.approvalId)],
);
