import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { countAfter } from "../../storage/sqlite/backup-database.ts";
import { oweOpenCards } from "../../storage/sqlite/backup-restored.ts";
import { missingSealKeys } from "../../storage/sqlite/missing-seal-keys.ts";
import { claimDataDir } from "../../storage/sqlite/single-writer.ts";
import { DATABASE, MANIFEST, type Manifest } from "../backup/manifest.ts";
import { unpack } from "../backup/unpack.ts";
import { hasDatabase } from "../find-data-dir.ts";
import { swapFiles } from "./swap-files.ts";

export interface RestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly at: Date;
  /** Told what would be done; nothing is, unless the answer is yes. */
  readonly isWanted: (plan: RestorePlan) => Promise<boolean>;
}

export interface RestorePlan {
  readonly manifest: Manifest;
  /** Of the database that is there now: undefined where there is none. */
  readonly lost: "unknown" | { readonly rows: number; readonly decisions: number } | undefined;
}

export interface Restored extends RestorePlan {
  /** Where the files that were there before are; undefined where there were none. */
  readonly aside: string | undefined;
  /** Messages of what is open that are painted again. */
  readonly repainted: number;
  /** Ids of the keys that it is sealed with and that are not in it. */
  readonly missingKeys: readonly string[];
}

/**
 * Checks all of a backup, and puts it in the place of what is in the data directory. Answers undefined when it was not
 * wanted. Throws StorageError `database_in_use` while a server runs there, and CliError or StorageError for a backup that
 * is not whole; then nothing was changed.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored | undefined> {
  const { file, dataDir, at, isWanted } = options;
  const claim = claimDataDir(dataDir);
  try {
    const staged = mkdtempSync(join(dataDir, "restoring-"));
    try {
      const manifest = await unpack(file, staged);
      const wasThere = hasDatabase(dataDir);
      const plan = { manifest, lost: wasThere ? lostBy(dataDir, manifest) : undefined };
      if (!(await isWanted(plan))) return undefined;
      const repainted = oweOpenCards(join(staged, DATABASE), at);
      const missingKeys = missingSealKeys(staged);
      rmSync(join(staged, MANIFEST));
      giveToOwner(dataDir, staged, manifest);
      const aside = join(dataDir, `before-restore-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`);
      swapFiles(dataDir, staged, aside);
      return { ...plan, aside: wasThere ? aside : undefined, repainted, missingKeys };
    } finally {
      rmSync(staged, { recursive: true, force: true });
    }
  } finally {
    claim.release();
  }
}

/** A data directory that a restore has left half-way has no history of its own. */
function lostBy(dataDir: string, { database }: Manifest): NonNullable<RestorePlan["lost"]> {
  return countAfter(join(dataDir, DATABASE), database.audit.head) ?? "unknown";
}

/** Root may restore for the service's user: whoever owns the directory owns what is in it. */
function giveToOwner(dataDir: string, staged: string, { parts }: Manifest): void {
  const { uid, gid } = statSync(dataDir);
  const folders = parts.flatMap(({ path }) => foldersOf(path));
  for (const path of new Set([...folders, ...parts.map((part) => part.path)])) {
    chownSync(join(staged, path), uid, gid);
  }
  for (const { path } of parts) if (!path.includes("/")) chmodSync(join(staged, path), 0o600);
}

function foldersOf(path: string): readonly string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}
