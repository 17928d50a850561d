import { memoryEngine } from "../support/memory-engine.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { approvalStoreSuite } from "./approval-store.suite.ts";
import { commitSuite } from "./commit.suite.ts";
import { earlyClickSuite } from "./early-click.suite.ts";
import { outboxSuite } from "./outbox.suite.ts";
import { settleSuite } from "./settle.suite.ts";
import { undoneSuite } from "./undone.suite.ts";

for (const suite of [
  approvalStoreSuite,
  commitSuite,
  earlyClickSuite,
  outboxSuite,
  settleSuite,
  undoneSuite,
]) {
  suite("SQLite on disk", () => openStorage(tempDir()));
  suite("SQLite in memory", memoryEngine);
}
