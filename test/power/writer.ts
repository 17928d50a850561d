import { writeSync } from "node:fs";

import { createApprovalService } from "../../src/approval/approval-service.ts";
import { KeyedMutex } from "../../src/keyed-mutex.ts";
import { WriteQueue } from "../../src/storage/sqlite/write-queue.ts";
import { aRequest } from "../support/a-request.ts";
import { openStorage } from "../support/open-storage.ts";

/**
 * What is recorded, in a process of its own: `writer.ts DATA_DIR SYNCHRONOUS DECISIONS`. Decides approvals over the real
 * storage, one by one and several at once, and says each id on its output as soon as the decision was acknowledged.
 */
const [dataDir = "", synchronous = "FULL", decisions = "0"] = process.argv.slice(2);

const storage = openStorage(dataDir, (db) => {
  if (synchronous !== "FULL") db.run(`pragma synchronous = ${synchronous}`);
  // So that the log is folded into the database every few decisions, which is when most can go wrong.
  db.run("pragma wal_autocheckpoint = 60");
  return new WriteQueue(db);
});
let ids = 0;
const service = createApprovalService({
  store: storage.approvals,
  directory: { isMember: async () => undefined },
  locks: new KeyedMutex(),
  clock: () => new Date(),
  newId: () => String(++ids).padStart(6, "0"),
  wakeOutbox: () => {},
});

async function decide(): Promise<void> {
  const request = aRequest({ webhook_url: "https://example.com/told" });
  const { approval } = await service.create(request, { expiresIn: 3_600, actor: { kind: "local" } });
  for (const job of await storage.outbox.lease(new Date(), new Date(Date.now() + 60_000), 20)) {
    const receipt = { messageId: `om_${job.key}`, chatId: "oc_1", shownRevision: 1 };
    await storage.outbox.settle(job, { kind: "delivered", receipt }, new Date(), new Date());
  }
  const commit = await service.click({
    eventId: `ev_${approval.id}`,
    approvalId: approval.id,
    action: "approve",
    operator: { open_id: "ou_ann" },
    message_id: `om_${approval.cards[0]?.id}`,
    chat_id: "oc_1",
  });
  if (commit.kind !== "committed" || commit.outcome.kind !== "decided")
    throw new Error(`${approval.id} was not decided`);
  writeSync(1, `acknowledged ${approval.id}\n`);
}

for (let made = 0; made < Number(decisions);) {
  const together = made % 3 === 0 ? 4 : 1;
  await Promise.all(Array.from({ length: together }, decide));
  made += together;
}
// Ended as a power cut ends it: nothing is closed.
process.kill(process.pid, "SIGKILL");
