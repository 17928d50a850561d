import { Database } from "bun:sqlite";
import { expect, onTestFinished, test } from "bun:test";
import { join } from "node:path";

import { ToldApprovals } from "../../src/audit/compare-approvals.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { createLog } from "../../src/log.ts";
import { openAuditReader } from "../../src/storage/sqlite/audit-reader.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { startRetention } from "../../src/wiring/start-retention.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { after, BEN, click, newApproval, save, sent, TOKEN } from "./engine.ts";

const KEY = { scope: "tok_1", key: "open", digest: "open" };

function open(): { storage: Storage; dataDir: string } {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  onTestFinished(() => storage.close());
  return { storage, dataDir };
}

/** An approval that two have given, whose card shows it. */
async function decided(storage: Storage, id: string, at = after(2)): Promise<void> {
  await sent(storage, newApproval(id));
  await click(storage, `ev_${id}_1`, { approvalId: id });
  await click(storage, `ev_${id}_2`, { approvalId: id, by: BEN, at });
  for (const job of await storage.outbox.lease(after(100), after(160), 100))
    await storage.outbox.settle(
      job,
      { kind: "delivered", receipt: { messageId: `om_${id}`, shownRevision: 3 } },
      after(100),
      after(100),
    );
}

async function forgetAll({ retention }: Storage, before: Date): Promise<void> {
  let place = await retention.step(before, after(200));
  while (place !== undefined) place = await retention.step(before, after(200), place);
}

async function kept({ approvals }: Storage): Promise<readonly string[]> {
  return (await approvals.list({ limit: 1000 })).map(({ id }) => id).toSorted();
}

test("What ended before is forgotten with its cards; what is pending, ended later, or owes something stays", async () => {
  const { storage, dataDir } = open();
  await decided(storage, "apr_1");
  await decided(storage, "apr_2", after(50));
  await sent(storage, newApproval("apr_3"));
  await sent(storage, newApproval("apr_4"));
  await click(storage, "ev_4_1", { approvalId: "apr_4" });
  await click(storage, "ev_4_2", { approvalId: "apr_4", by: BEN });
  await forgetAll(storage, after(10));
  expect(await kept(storage)).toEqual(["apr_2", "apr_3", "apr_4"]);
  using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
  expect(db.query("select id from cards order by id").values().flat()).toEqual([
    "crd_apr_2",
    "crd_apr_3",
    "crd_apr_4",
  ]);
});

test("The audit log keeps every row, says what is forgotten, and is intact", async () => {
  const { storage, dataDir } = open();
  await decided(storage, "apr_1");
  const before = storage.audit.head().seq;
  await forgetAll(storage, after(10));
  expect(storage.audit.after(before, 10)).toMatchObject([{ subject: "apr_1", type: "forgotten" }]);
  using reader = openAuditReader(dataDir);
  const told = new ToldApprovals();
  const rows = [...reader.rows()];
  for (const row of rows) told.note(row);
  expect(rows).toHaveLength(before + 1);
  expect(verifyAudit(rows).faults).toEqual([]);
  expect([...told.compare(reader.approvals())]).toEqual([]);
});

test("A click that was counted is not counted again after its approval is forgotten", async () => {
  const { storage } = open();
  await decided(storage, "apr_1");
  await forgetAll(storage, after(10));
  expect((await click(storage, "ev_apr_1_2", { by: BEN })).kind).toBe("not_found");
});

test("An idempotency key goes with its approval, and stays while that does", async () => {
  const { storage } = open();
  await save(storage.approvals, newApproval("apr_0"), TOKEN, KEY);
  await forgetAll(storage, after(10));
  const again = await save(storage.approvals, newApproval("apr_9"), TOKEN, KEY);
  expect([again.kind, await kept(storage)]).toEqual(["replayed", ["apr_0"]]);
});

test("More than one step holds are forgotten from the start of a server on, and none with 0 days", async () => {
  const { storage } = open();
  for (let made = 100; made < 230; made += 1) await decided(storage, `apr_${made}`);
  const around = {
    clock: () => new Date(after(0).getTime() + 3 * 86_400_000),
    log: createLog({ level: "error", format: "json", fd: 2 }),
  };
  await startRetention(storage.retention, { COUNTERSIGN_KEEP_DAYS: 0 }, around).stop();
  expect(await kept(storage)).toHaveLength(130);
  const running = startRetention(storage.retention, { COUNTERSIGN_KEEP_DAYS: 2 }, around);
  await until(() => forgottenIn(storage) === 130);
  await running.stop();
});

test("A step with nothing to forget takes a moment, however many requests there are", async () => {
  const { storage, dataDir } = open();
  await save(storage.approvals, newApproval("apr_0"), TOKEN);
  multiply(dataDir, 100_000);
  const took: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    await storage.retention.step(after(-10), after(200));
    took.push(performance.now() - began);
  }
  // To read all of them takes five times as long even from memory.
  expect(Math.min(...took)).toBeLessThan(5);
});

test("What forgetting freed goes back to the disk in small steps, but for a tenth of the file", async () => {
  const { storage, dataDir } = open();
  await decided(storage, "apr_0");
  multiply(dataDir, 4_000);
  const pages = (what: string): number => {
    using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
    return Number(db.query(`pragma ${what}`).values()[0]?.[0]);
  };
  await forgetAll(storage, after(10));
  const [before, freed] = [pages("page_count"), pages("freelist_count")];
  expect(freed).toBeGreaterThan(before / 4);
  let steps = 1;
  for (; await storage.retention.giveBack(); steps += 1)
    expect(pages("page_count")).toBeGreaterThan(before - 101 * steps);
  expect(steps).toBeGreaterThan(2);
  const left = pages("page_count");
  expect(left).toBeLessThan(before - freed * 0.7);
  expect(pages("freelist_count")).toBeCloseTo(left * 0.1, -1);
  expect(await storage.retention.giveBack()).toBe(false);
});

test("A database of before keeps its size, and is not asked for ever", async () => {
  const dataDir = tempDir();
  openStorage(dataDir).close();
  {
    using db = new Database(join(dataDir, "countersign.db"));
    db.run("pragma auto_vacuum = none");
    db.run("vacuum");
  }
  const storage = openStorage(dataDir);
  onTestFinished(() => storage.close());
  await decided(storage, "apr_0");
  multiply(dataDir, 2_000);
  await forgetAll(storage, after(10));
  expect(await storage.retention.giveBack()).toBe(false);
});

/** As many requests more, each as the one that is there. */
function multiply(dataDir: string, count: number): void {
  using db = new Database(join(dataDir, "countersign.db"));
  const columns = db.query("select name from pragma_table_info('approvals') where name <> 'id'").values();
  db.run(
    `insert into approvals (id, ${columns.join()}) with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
     select printf('apr_%09d', i), ${columns.join()} from approvals, n`,
    [count],
  );
}

function forgottenIn({ audit }: Storage): number {
  return audit.after(0, 10_000).filter(({ type }) => type === "forgotten").length;
}
