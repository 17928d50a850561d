import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The server's own keys. Of one that seals only the id is here. */
export const serverKeys = sqliteTable("server_keys", {
  id: text().primaryKey(),
  kind: text().notNull(),
  /** Sealed; null for one that seals, and once it is not used any more. */
  secret: text(),
  /** PEM, for receipts: what was signed goes on being verified. */
  public: text(),
  since: integer().notNull(),
  until: integer(),
});
