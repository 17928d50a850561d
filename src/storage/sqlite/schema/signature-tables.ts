import { blob, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
