import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { copyDatabase } from "../../storage/sqlite/backup-database.ts";
import { missingSealKeys } from "../../storage/sqlite/missing-seal-keys.ts";
import { belongings } from "./belongings.ts";
import { DATABASE } from "./manifest.ts";

const SEAL_KEY = "seal.key";
/** A key that is missing still is one of the settings, which no backup has. */
const MOST_TRIES = 3;

/**
 * Copies the database and what belongs to it into `parts`, a directory that is made anew, and answers the paths of the
 * others. They fit each other: the key that seals may have been changed in between, and then all is copied again.
 */
export async function copyParts(
  dataDir: string,
  parts: string,
  copy: (from: string, to: string) => void | Promise<void> = copyDatabase,
): Promise<readonly string[]> {
  for (let tries = 1; ; tries += 1) {
    rmSync(parts, { recursive: true, force: true });
    mkdirSync(parts);
    const hadKey = existsSync(join(dataDir, SEAL_KEY));
    await copy(join(dataDir, DATABASE), join(parts, DATABASE));
    const others = belongings(dataDir);
    for (const path of others) cpSync(join(dataDir, path), join(parts, path), { preserveTimestamps: true });
    const isOfSettings = !hadKey && !others.includes(SEAL_KEY);
    if (tries === MOST_TRIES || isOfSettings || missingSealKeys(parts).length === 0) return others;
  }
}
