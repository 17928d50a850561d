import { Database } from "bun:sqlite";
import { join } from "node:path";

import init from "../../src/storage/sqlite/migrations/0000_init.sql" with { type: "text" };
import { tempDir } from "../support/temp-dir.ts";
import { after, newApproval } from "./engine.ts";

/** A data directory as the first release left it: one approval, its card in the chat, and two effects that are owed. */
export function firstRelease(): string {
  const dataDir = tempDir();
  const db = new Database(join(dataDir, "countersign.db"), { create: true });
  db.run(init);
  db.run("pragma user_version = 1");
  const { request, createdAt, expiresAt } = newApproval("apr_1");
  const progress = { stage: 0, stageStartedAt: createdAt.getTime(), escalated: false, reminders: 0 };
  db.query(
    `insert into approvals (id, status, revision, request, votes, progress, created_at, expires_at, next_at)
     values ('apr_1', 'pending', 1, ?1, '[]', ?2, ?3, ?4, ?4)`,
  ).run(JSON.stringify(request), JSON.stringify(progress), createdAt.getTime(), expiresAt.getTime());
  db.query(
    `insert into cards (id, approval_id, stage, "to", state, schema, message_id, chat_id, attempted, shown_revision)
     values ('crd_1', 'apr_1', 0, '{"chat_id":"oc_1"}', 'sent', '2.0', 'om_1', 'oc_1', 1, 1)`,
  ).run();
  const owe = db.query(
    `insert into outbox (key, kind, approval_id, due_at, attempts, version) values ('crd_1', ?, 'apr_1', ?, 0, 1)`,
  );
  owe.run("card.update", after(1).getTime());
  owe.run("card.settle", after(4.5).getTime());
  db.close();
  return dataDir;
}
