import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { AuditRow } from "../../src/audit/audit-row.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { createSqliteAuditTrail } from "../../src/storage/sqlite/audit-trail.ts";
import { openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { createChance } from "../fuzz/chance.ts";
import { PretendDisk } from "./pretend-disk.ts";
import type { DiskAct } from "./record.ts";

export interface Cuts {
  readonly states: number;
  /** Of them, those in which a decision is missing that was acknowledged before. */
  readonly losing: number;
  /** Those that cannot be opened, or whose audit log is not what was written. */
  readonly broken: number;
  readonly syncs: number;
  /** The first that was wrong, for people. */
  readonly first: string | undefined;
}

/**
 * Cuts the power before every sync, and at as many other moments; makes a disk of each cut by `seed`, again and again
 * until there are `states`, and opens it as the server does.
 */
export function cutPower(
  root: string,
  acts: readonly DiskAct[],
  { states: wanted = 1_500, seed = 1 } = {},
): Cuts {
  const chance = createChance(seed);
  const syncs = acts.filter(({ kind }) => kind === "sync").length;
  const firstAck = acts.findIndex(({ kind }) => kind === "acknowledged");
  // A share of the other moments, so that there are cuts even where nothing is ever synced.
  const others = Math.max(1, Math.floor(acts.length / Math.max(100, Math.min(syncs, wanted / 4))));
  const moments = new Set<number>();
  for (const [index, { kind }] of acts.entries())
    if (index > firstAck && (kind === "sync" || chance.below(others) === 0)) moments.add(index);
  const each = Math.ceil(wanted / moments.size);
  const disk = new PretendDisk();
  const acknowledged: string[] = [];
  let [states, losing, broken] = [0, 0, 0];
  let first: string | undefined;
  for (const [index, act] of acts.entries()) {
    for (let cut = 0; moments.has(index) && cut < each; cut += 1) {
      states += 1;
      const wrong = wrongWith(root, disk.afterCut(chance), acknowledged);
      if (wrong?.kind === "losing") losing += 1;
      if (wrong?.kind === "broken") broken += 1;
      if (wrong !== undefined) first ??= `cut ${cut} at ${index}, seed ${seed}: ${wrong.message}`;
    }
    if (act.kind === "acknowledged") acknowledged.push(act.id);
    disk.apply(act);
  }
  return { states, losing, broken, syncs, first };
}

interface Wrong {
  readonly kind: "losing" | "broken";
  readonly message: string;
}

function wrongWith(
  root: string,
  files: ReadonlyMap<string, Buffer>,
  acknowledged: readonly string[],
): Wrong | undefined {
  const dataDir = join(root, "after-the-cut");
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir);
  for (const [file, bytes] of files) writeFileSync(join(dataDir, file), bytes);
  try {
    const db = openDatabase(dataDir);
    try {
      const decided = db
        .query<{ id: string }, []>("select id from approvals where status = 'approved'")
        .all();
      const there = new Set(decided.map(({ id }) => id));
      const lost = acknowledged.filter((id) => !there.has(id));
      if (lost.length > 0) return { kind: "losing", message: `${lost.length} lost, such as ${lost[0]}` };
      const rows: readonly AuditRow[] = createSqliteAuditTrail(db).after(0, 1_000_000);
      const [fault] = verifyAudit(rows).faults;
      return fault && { kind: "broken", message: fault.message };
    } finally {
      db.close();
    }
  } catch (fault) {
    return { kind: "broken", message: String(fault) };
  }
}
