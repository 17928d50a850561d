import { Database } from "bun:sqlite";
import { expect, onTestFinished, test } from "bun:test";
import { join } from "node:path";

import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { after, click, newApproval, sent } from "./engine.ts";

test("A card is found at once, however many webhooks wait for their receivers", async () => {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  onTestFinished(() => storage.close());
  await sent(storage, newApproval("apr_1"));
  backlog(dataDir, 200_000);
  await click(storage, "ev_1", { approvalId: "apr_1" });
  const took: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    expect(await storage.outbox.nextDue()).toBeDefined();
    took.push(performance.now() - began);
  }
  // To walk through them takes ten times as long.
  expect(Math.min(...took)).toBeLessThan(1);
  const [job] = await storage.outbox.lease(after(100), after(160), 10);
  expect(job).toMatchObject({ kind: "card.update", subject: "apr_1" });
});

/** Webhooks that have been due for long. */
function backlog(dataDir: string, count: number): void {
  using db = new Database(join(dataDir, "countersign.db"));
  db.run(
    `insert into outbox (key, kind, approval_id, due_at, attempts, version)
     with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
     select 'dlv_' || i, 'webhook.deliver', 'apr_0', i, 3, 1 from n`,
    [count],
  );
}
