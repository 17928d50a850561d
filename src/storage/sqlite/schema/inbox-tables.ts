import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Events and clicks that were verified: to be handled, or known so that a repeat is told from a new one. */
export const inbox = sqliteTable(
  "inbox",
  {
    eventId: text("event_id").primaryKey(),
    type: text().notNull(),
    /** The event as JSON; null once it is settled, for it may hold a click's token. */
    event: text(),
    receivedAt: integer("received_at").notNull(),
    dueAt: integer("due_at").notNull(),
    attempts: integer().notNull(),
    leasedUntil: integer("leased_until"),
    settledAt: integer("settled_at"),
    lastError: text("last_error"),
  },
  (table) => [
    index("inbox_by_due")
      .on(table.dueAt)
      .where(sql`settled_at is null`),
    index("inbox_settled")
      .on(table.settledAt)
      .where(sql`settled_at is not null`),
  ],
);

/** What handlers of the data directory keep, each for itself. */
export const handlerStore = sqliteTable(
  "handler_store",
  {
    handler: text().notNull(),
    key: text().notNull(),
    /** JSON. */
    value: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.handler, table.key] })],
);
