import { existsSync } from "node:fs";
import { join } from "node:path";

import { gatherSettings } from "../config/gather-settings.ts";
import { SETTINGS } from "../config/settings.ts";
import { CliError } from "./cli-error.ts";
import type { Io } from "./io.ts";

export interface DataDirOptions {
  readonly config?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** The data directory that `serve` would use with the same flags and environment. Throws CliError `usage`. */
export function findDataDir({ config, dataDir }: DataDirOptions, { env, uid }: Io): string {
  const flags = dataDir === undefined ? {} : { COUNTERSIGN_DATA_DIR: dataDir };
  const { file, texts, mistakes } = gatherSettings({ flags, env, file: config, uid });
  const [mistake] = file === undefined ? [] : mistakes;
  if (mistake !== undefined) throw new CliError("usage", mistake);
  return texts.get("COUNTERSIGN_DATA_DIR") ?? SETTINGS.COUNTERSIGN_DATA_DIR.fallback({ env, uid });
}

export function hasDatabase(dataDir: string): boolean {
  return existsSync(join(dataDir, "countersign.db"));
}

export function noDatabase(dataDir: string): CliError {
  return new CliError("general", `there is no database in ${dataDir}`, {
    hint: "name the server's by --data-dir, and run this as the server's user",
  });
}
