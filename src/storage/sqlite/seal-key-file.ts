import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readSealKeys, type SealKey, writeSealKeys } from "../../keys/seal-key.ts";
import { unusable } from "./storage-error.ts";

/** The keys in `seal.key` in the data directory, the newest first; none where it is not. Throws StorageError. */
export function readSealKeyFile(dataDir: string): readonly SealKey[] {
  const path = join(dataDir, "seal.key");
  try {
    return readSealKeys(readFileSync(path, "utf8"));
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return [];
    throw unusable(path, fault);
  }
}

/** Puts these in its place, whole or not at all, for its owner alone and on disk; without any it goes. Throws StorageError. */
export function writeSealKeyFile(dataDir: string, keys: readonly SealKey[]): void {
  const path = join(dataDir, "seal.key");
  try {
    if (keys.length === 0) rmSync(path, { force: true });
    else {
      writeFileSync(`${path}.new`, writeSealKeys(keys), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
    }
    syncFolder(dataDir);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** What is sealed with a key must not be on disk before the key's name is. */
function syncFolder(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
