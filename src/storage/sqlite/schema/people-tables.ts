import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
