import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Times are milliseconds since 1970. Ids are text: SQLite's integers would round the platform's. */
export const approvals = sqliteTable(
  "approvals",
  {
    id: text().primaryKey(),
    status: text({ enum: ["pending", "approved", "rejected", "expired", "cancelled"] }).notNull(),
    revision: integer().notNull(),
    /** What was asked, as JSON; never changes. */
    request: text().notNull(),
    /** Who has said what, as JSON. They belong to this row: whoever changes them changes the revision. */
    votes: text().notNull(),
    /** How far it has come, as JSON. */
    progress: text().notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    /** When the clock has something to do with it; null once it has ended. */
    nextAt: integer("next_at"),
    decidedAt: integer("decided_at"),
  },
  (table) => [
    // Two that are partial cost a decision less than one that is not: each row is in one of them.
    index("approvals_pending")
      .on(table.nextAt)
      .where(sql`status = 'pending'`),
    index("approvals_ended")
      .on(table.status, table.id)
      .where(sql`status <> 'pending'`),
  ],
);

export const cards = sqliteTable(
  "cards",
  {
    id: text().primaryKey(),
    approvalId: text("approval_id")
      .notNull()
      .references(() => approvals.id),
    /** Whose approvers it is for, from 0. */
    stage: integer().notNull(),
    to: text().notNull(),
    state: text({ enum: ["queued", "sent", "failed"] }).notNull(),
    /** Of the card's JSON; a message keeps the version it was sent with. */
    schema: text().notNull(),
    messageId: text("message_id"),
    chatId: text("chat_id"),
    error: text(),
    attempted: integer({ mode: "boolean" }).notNull(),
    shownRevision: integer("shown_revision").notNull(),
  },
  (table) => [
    index("cards_by_approval").on(table.approvalId),
    uniqueIndex("cards_by_message").on(table.messageId),
  ],
);

export const outbox = sqliteTable(
  "outbox",
  {
    key: text().notNull(),
    kind: text({
      enum: ["card.send", "card.update", "card.settle", "card.remind", "webhook.deliver"],
    }).notNull(),
    approvalId: text("approval_id").notNull(),
    dueAt: integer("due_at").notNull(),
    attempts: integer().notNull(),
    version: integer().notNull(),
    leasedUntil: integer("leased_until"),
    lastError: text("last_error"),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.kind] }),
    index("outbox_by_due").on(table.dueAt),
    // They wait for days, and are looked for apart from the cards.
    index("outbox_webhooks_by_due")
      .on(table.dueAt)
      .where(sql`kind = 'webhook.deliver'`),
  ],
);

/**
 * Append-only: what happened to an approval, in order. The platform's event id is in it once, for ever: that is what
 * makes a click count once. Such an id is signed together with the approval that it names.
 */
export const audit = sqliteTable(
  "audit",
  {
    /** 1 for the first, and without a gap. */
    seq: integer().primaryKey(),
    /** The id of what it tells of: an approval, or what an administrator changed. */
    subject: text().notNull(),
    eventId: text("event_id"),
    at: integer().notNull(),
    type: text().notNull(),
    actor: text().notNull(),
    details: text().notNull(),
    /** SHA-256 in hex over the hash of the row before and all of this row: an edit, a removal or a new order shows. */
    hash: text().notNull(),
  },
  (table) => [uniqueIndex("audit_by_event").on(table.subject, table.eventId)],
);

export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    scope: text().notNull(),
    key: text().notNull(),
    digest: text().notNull(),
    approvalId: text("approval_id").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.key] })],
);

/** Who acts for whom. People are JSON; `to_open_id` is what a click is looked up by. */
export const delegations = sqliteTable(
  "delegations",
  {
    id: text().primaryKey(),
    from: text().notNull(),
    to: text().notNull(),
    toOpenId: text("to_open_id").notNull(),
    startsAt: integer("starts_at").notNull(),
    endsAt: integer("ends_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("delegations_by_delegate").on(table.toOpenId)],
);

/** Bearer tokens by their SHA-256; the token itself is shown once and kept nowhere. */
export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: text().notNull(),
    /** What it may be used for, as JSON. */
    scopes: text().notNull(),
    createdAt: integer("created_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [uniqueIndex("tokens_by_hash").on(table.hash)],
);

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

/** Signature images and what they were asked for; the approval says whether they may be used. */
export const signatures = sqliteTable(
  "signatures",
  {
    id: text().primaryKey(),
    approvalId: text("approval_id").notNull(),
    purpose: text().notNull(),
    /** As it was asked for, such as "1 week". */
    validity: text().notNull(),
    validityMs: integer("validity_ms").notNull(),
    image: blob({ mode: "buffer" }).notNull(),
    mediaType: text("media_type").notNull(),
    sha256: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    /** Lark's name for its copy, once it has one. */
    imageKey: text("image_key"),
    createdAt: integer("created_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [uniqueIndex("signatures_by_approval").on(table.approvalId)],
);
