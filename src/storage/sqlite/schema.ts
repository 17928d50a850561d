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
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    decidedAt: integer("decided_at"),
  },
  (table) => [
    index("approvals_by_status").on(table.status, table.id),
    index("approvals_pending_by_expiry")
      .on(table.expiresAt)
      .where(sql`status = 'pending'`),
  ],
);

/** One vote a person and approval, by the primary key. */
export const votes = sqliteTable(
  "votes",
  {
    approvalId: text("approval_id")
      .notNull()
      .references(() => approvals.id),
    /** The operator's open_id. */
    voter: text().notNull(),
    verdict: text({ enum: ["approve", "reject"] }).notNull(),
    by: text().notNull(),
    at: integer().notNull(),
    reason: text(),
  },
  (table) => [primaryKey({ columns: [table.approvalId, table.voter] })],
);

export const cards = sqliteTable(
  "cards",
  {
    id: text().primaryKey(),
    approvalId: text("approval_id")
      .notNull()
      .references(() => approvals.id),
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

/** Callback events that were applied, and what came of them: each once, for ever. */
export const events = sqliteTable("events", {
  id: text().primaryKey(),
  approvalId: text("approval_id").notNull(),
  outcome: text().notNull(),
  at: integer().notNull(),
});

export const outbox = sqliteTable(
  "outbox",
  {
    key: text().notNull(),
    kind: text({ enum: ["card.send", "card.update"] }).notNull(),
    approvalId: text("approval_id").notNull(),
    dueAt: integer("due_at").notNull(),
    attempts: integer().notNull(),
    version: integer().notNull(),
    leasedUntil: integer("leased_until"),
    lastError: text("last_error"),
  },
  (table) => [primaryKey({ columns: [table.key, table.kind] }), index("outbox_by_due").on(table.dueAt)],
);

/** Append-only: what happened to an approval, in order. */
export const audit = sqliteTable(
  "audit",
  {
    seq: integer().primaryKey(),
    approvalId: text("approval_id").notNull(),
    at: integer().notNull(),
    type: text().notNull(),
    actor: text().notNull(),
    details: text().notNull(),
  },
  (table) => [index("audit_by_approval").on(table.approvalId)],
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

/** Bearer tokens by their SHA-256; the token itself is shown once and kept nowhere. */
export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: text().notNull(),
    createdAt: integer("created_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [uniqueIndex("tokens_by_hash").on(table.hash)],
);
