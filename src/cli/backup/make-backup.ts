import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { checkDatabase } from "../../storage/sqlite/backup-database.ts";
import { VERSION } from "../../version.ts";
import { copyParts } from "./copy-parts.ts";
import { DATABASE, describePart, FORMAT, MANIFEST, type Manifest } from "./manifest.ts";
import { pack } from "./pack.ts";
import { readBack } from "./read-back.ts";

export interface BackupOptions {
  readonly dataDir: string;
  readonly file: string;
  /** Whether a file of that name gives way. */
  readonly force: boolean;
  readonly at: Date;
}

/**
 * Makes a backup of a data directory, whether a server runs on it or not. It has its name only once it was read back and
 * found whole, and is on disk. Throws CliError, StorageError, or an Error with `code` EEXIST when there is such a file.
 */
export async function makeBackup({ dataDir, file, force, at }: BackupOptions): Promise<Manifest> {
  const folder = dirname(resolve(file));
  mkdirSync(folder, { recursive: true });
  // In the same folder, for only within a file system a name is given at once; none of its names is a backup's.
  const work = mkdtempSync(join(folder, `.${basename(file)}.unfinished-`));
  try {
    const parts = join(work, "parts");
    const others = await copyParts(dataDir, parts);
    const manifest: Manifest = {
      format: FORMAT,
      version: VERSION,
      made_at: at.toISOString(),
      database: checkDatabase(join(parts, DATABASE)),
      parts: await Promise.all([DATABASE, ...others].map((path) => describePart(parts, path))),
    };
    writeFileSync(join(parts, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      mode: 0o600,
    });
    const archive = join(work, "archive");
    await pack(parts, [MANIFEST, DATABASE, ...others], archive);
    rmSync(parts, { recursive: true });
    const [, ...written] = await readBack(archive);
    if (!Bun.deepEquals(written, manifest.parts)) throw new Error("the backup is not what was written");
    chmodSync(archive, 0o600);
    giveName(archive, file, force);
    syncFolder(folder);
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function giveName(archive: string, file: string, force: boolean): void {
  // A second name, unlike a new one, never takes the place of a file.
  if (force) renameSync(archive, file);
  else linkSync(archive, file);
}

/** So that the name is there after a power cut as well. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
