import { expect, test } from "bun:test";
import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { openAuditReader } from "../../src/storage/sqlite/audit-reader.ts";
import { createChance } from "../fuzz/chance.ts";
import { newApproval, save, TOKEN } from "../storage/engine.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

const FLIPS = 1_000;
const ROWS = 60;

/** A database with so many rows in its log, all of it in the one file. */
async function aDatabase(): Promise<string> {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  for (let made = 100; made < 100 + ROWS; made += 1)
    await save(storage.approvals, newApproval(`apr_${made}`), TOKEN);
  storage.close();
  return dataDir;
}

/** Where each row's text lies in the file: what is before its hash, and the hash itself. */
function placesOf(dataDir: string): readonly number[] {
  const file = readFileSync(join(dataDir, "countersign.db"));
  using reader = openAuditReader(dataDir);
  return [...reader.rows()].flatMap(({ type, actor, details, hash }) => {
    const text = `${type}${actor}${details}${hash}`;
    // Pages that were split before have copies in free places, which are no rows.
    const at = file.lastIndexOf(text);
    expect(at).toBeGreaterThan(0);
    return Array.from({ length: Buffer.byteLength(text) }, (_, index) => at + index);
  });
}

test("One bit flipped in the file, in any row of the audit log: the chain finds it each of 1,000 times", async () => {
  const dataDir = await aDatabase();
  const places = placesOf(dataDir);
  const whole = readFileSync(join(dataDir, "countersign.db"));
  const copy = tempDir();
  const path = join(copy, "countersign.db");
  copyFileSync(join(dataDir, "countersign.db"), path);
  const chance = createChance(1);
  const file = openSync(path, "r+");
  let found = 0;
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const at = places[chance.below(places.length)] ?? 0;
    const byte = whole[at] ?? 0;
    writeSync(file, Buffer.of(byte ^ (1 << chance.below(8))), 0, 1, at);
    using reader = openAuditReader(copy);
    if (verifyAudit(reader.rows()).faults.length > 0) found += 1;
    writeSync(file, Buffer.of(byte), 0, 1, at);
  }
  closeSync(file);
  expect(found).toBe(FLIPS);
  using reader = openAuditReader(copy);
  expect(verifyAudit(reader.rows())).toMatchObject({ faults: [], count: ROWS });
}, 30_000);
