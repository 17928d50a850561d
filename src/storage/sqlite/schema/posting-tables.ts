import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Cards that were posted through this server, and what their buttons do. */
export const postings = sqliteTable("postings", {
  id: text().primaryKey(),
  /** The card as it stands, as JSON. */
  card: text().notNull(),
  revision: integer().notNull(),
  /** The rules of its buttons, as JSON. */
  actions: text().notNull(),
  createdAt: integer("created_at").notNull(),
});

/** The messages that show them. */
export const postedMessages = sqliteTable(
  "posted_messages",
  {
    id: text().primaryKey(),
    postingId: text("posting_id")
      .notNull()
      .references(() => postings.id),
    /** JSON; null for a message that this server did not send. */
    to: text(),
    state: text({ enum: ["queued", "sent", "failed"] }).notNull(),
    messageId: text("message_id"),
    chatId: text("chat_id"),
    error: text(),
    attempted: integer({ mode: "boolean" }).notNull(),
    shownRevision: integer("shown_revision").notNull(),
    /** The token of the last click, until when it may be used, and how often; null without one. */
    grantToken: text("grant_token"),
    grantUntil: integer("grant_until"),
    grantUses: integer("grant_uses"),
    grantOpenId: text("grant_open_id"),
    /** When it was last updated, or shown by the answer to a click. */
    paintedAt: integer("painted_at"),
    /** Until when a client in which somebody pressed may undo an update. */
    undoneUntil: integer("undone_until"),
  },
  (table) => [
    index("posted_messages_by_posting").on(table.postingId),
    uniqueIndex("posted_messages_by_message").on(table.messageId),
  ],
);
