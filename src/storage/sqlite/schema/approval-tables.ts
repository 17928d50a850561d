import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
    /** When it was last updated. */
    paintedAt: integer("painted_at"),
    /** Until when a client in which somebody pressed in vain may undo an update. */
    undoneUntil: integer("undone_until"),
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
      enum: [
        "card.send",
        "card.update",
        "card.settle",
        "card.remind",
        "posting.send",
        "posting.update",
        "posting.settle",
        "webhook.deliver",
      ],
    }).notNull(),
    approvalId: text("approval_id").notNull(),
    dueAt: integer("due_at").notNull(),
    attempts: integer().notNull(),
    version: integer().notNull(),
    leasedUntil: integer("leased_until"),
    lastError: text("last_error"),
    /** Of an update after a click: from when on the card is painted once more. */
    settleAt: integer("settle_at"),
    /** Of what it was last owed for, as the log names it. */
    requestId: text("request_id"),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.kind] }),
    // Webhooks wait for days, and are looked for apart from the cards: however many wait, no card waits for them.
    index("outbox_by_due")
      .on(table.dueAt)
      .where(sql`kind <> 'webhook.deliver'`),
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
