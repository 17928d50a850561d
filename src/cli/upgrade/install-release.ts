import { statSync } from "node:fs";
import { join } from "node:path";

import { explainStorage } from "../backup/explain-storage.ts";
import { makeBackup } from "../backup/make-backup.ts";
import { CliError } from "../cli-error.ts";
import { type DataDirOptions, findDataDir, hasDatabase } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import type { Release } from "./find-release.ts";
import { replaceBinary } from "./replace-binary.ts";

export interface Installed {
  readonly executable: string;
  readonly previous: string;
  readonly data_dir: string;
  /** Null where there is no data yet. */
  readonly backup: string | null;
  /** The new one's; null where it does not say. */
  readonly schema: number | null;
}

interface InstallOptions extends DataDirOptions {
  readonly signal: AbortSignal;
}

/**
 * Backs up the data there is, and replaces this executable. Throws CliError, and an AbortError when it was told to end, with
 * nothing changed.
 */
export async function installRelease(
  release: Release,
  { signal, ...options }: InstallOptions,
  io: Io,
): Promise<Installed> {
  const { execPath: executable } = io;
  if (executable === undefined) {
    throw new CliError("general", "this runs from source", { hint: "git pull, or install a release" });
  }
  const dataDir = findDataDir(options, io);
  requireSight(dataDir);
  const backup = hasDatabase(dataDir) ? join(dataDir, `before-upgrade-${release.version}.backup`) : null;
  const { previous, schema = null } = await replaceBinary(executable, release, {
    before: () => backUp(dataDir, backup, io),
    signal,
  });
  return { executable, previous, data_dir: dataDir, backup, schema };
}

/** A directory that may not be looked into is not one without data. Throws CliError `general`. */
function requireSight(dataDir: string): void {
  try {
    statSync(join(dataDir, "countersign.db"), { throwIfNoEntry: false });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("general", `cannot look into ${dataDir} for what to back up: ${why}`, {
      cause,
      hint: "run this as the server's user, or as root; nothing was changed",
    });
  }
}

async function backUp(dataDir: string, file: string | null, io: Io): Promise<void> {
  if (file === null) return;
  try {
    await makeBackup({ dataDir, file, force: true, at: io.clock() });
  } catch (fault) {
    throw explainStorage(fault);
  }
}
