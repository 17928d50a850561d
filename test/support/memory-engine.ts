import { createSqliteApprovalStore } from "../../src/storage/sqlite/approval-store.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";
import { createSqliteOutbox } from "../../src/storage/sqlite/outbox.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import type { Engine } from "../storage/engine.ts";

/** SQLite without a disk: all of the real thing but what survives. */
export function memoryEngine(): Engine {
  const db = openMemoryDatabase();
  const writes = new WriteQueue(db);
  return {
    approvals: createSqliteApprovalStore(db, writes),
    outbox: createSqliteOutbox(db, writes),
    close: () => db.close(),
  };
}
