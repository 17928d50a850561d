import { createSqliteApprovalStore } from "../../src/storage/sqlite/approval-store.ts";
import { openMemoryDatabase } from "../../src/storage/sqlite/open-database.ts";
import { openStorage } from "../../src/storage/sqlite/open-storage.ts";
import { createSqliteOutbox } from "../../src/storage/sqlite/outbox.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import { tempDir } from "../support/temp-dir.ts";
import { approvalStoreSuite } from "./approval-store.suite.ts";
import { commitSuite } from "./commit.suite.ts";
import { earlyClickSuite } from "./early-click.suite.ts";
import type { Engine } from "./engine.ts";
import { outboxSuite } from "./outbox.suite.ts";
import { settleSuite } from "./settle.suite.ts";

for (const suite of [approvalStoreSuite, commitSuite, earlyClickSuite, outboxSuite, settleSuite]) {
  suite("SQLite on disk", () => openStorage(tempDir()));
  suite("SQLite in memory", inMemory);
}

function inMemory(): Engine {
  const db = openMemoryDatabase();
  const writes = new WriteQueue(db);
  return {
    approvals: createSqliteApprovalStore(db, writes),
    outbox: createSqliteOutbox(db, writes),
    close: () => db.close(),
  };
}
