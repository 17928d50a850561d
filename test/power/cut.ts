import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { AuditRow } from "../../src/audit/audit-row.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { createSqliteAuditTrail } from "../../src/storage/sqlite/audit-trail.ts";
import { openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { type Chance, createChance } from "../fuzz/chance.ts";
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
  const moments = chooseMoments(acts, chance, Math.max(100, Math.min(syncs, wanted / 4)));
  const each = Math.ceil(wanted / moments.size);
  const disk = new PretendDisk();
  const acknowledged: string[] = [];
  const found: Wrong[] = [];
  for (const [index, act] of acts.entries()) {
    for (let cut = 0; moments.has(index) && cut < each; cut += 1)
      found.push(...wrongWith(root, disk.afterCut(chance), acknowledged));
    if (act.kind === "acknowledged") acknowledged.push(act.id);
    disk.apply(act);
  }
  const losing = found.filter(({ kind }) => kind === "losing").length;
  const broken = found.length - losing;
  return { states: moments.size * each, losing, broken, syncs, first: found[0]?.message };
}

/** Before every sync, and a share of the other moments, so that there are cuts even where nothing is ever synced. */
function chooseMoments(acts: readonly DiskAct[], chance: Chance, others: number): ReadonlySet<number> {
  const firstAck = acts.findIndex(({ kind }) => kind === "acknowledged");
  const oneIn = Math.max(1, Math.floor(acts.length / others));
  const indexes = [...acts.keys()].filter(
    (index) => index > firstAck && (acts[index]?.kind === "sync" || chance.below(oneIn) === 0),
  );
  return new Set(indexes);
}

interface Wrong {
  readonly kind: "losing" | "broken";
  readonly message: string;
}

/** Nothing, or one thing. */
function wrongWith(
  root: string,
  files: ReadonlyMap<string, Buffer>,
  acknowledged: readonly string[],
): readonly Wrong[] {
  const dataDir = join(root, "after-the-cut");
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir);
  for (const [file, bytes] of files) writeFileSync(join(dataDir, file), bytes);
  try {
    return wrongIn(dataDir, acknowledged);
  } catch (fault) {
    return [{ kind: "broken", message: String(fault) }];
  }
}

function wrongIn(dataDir: string, acknowledged: readonly string[]): readonly Wrong[] {
  const db = openDatabase(dataDir);
  try {
    const decided = db.query<{ id: string }, []>("select id from approvals where status = 'approved'").all();
    const there = new Set(decided.map(({ id }) => id));
    const lost = acknowledged.filter((id) => !there.has(id));
    if (lost.length > 0) return [{ kind: "losing", message: `${lost.length} lost, such as ${lost[0]}` }];
    const rows: readonly AuditRow[] = createSqliteAuditTrail(db).after(0, 1_000_000);
    return verifyAudit(rows)
      .faults.map(({ message }) => ({ kind: "broken" as const, message }))
      .slice(0, 1);
  } finally {
    db.close();
  }
}
