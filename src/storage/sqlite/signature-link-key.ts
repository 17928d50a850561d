import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { unusable } from "./storage-error.ts";

const BYTES = 32;

/**
 * The key that links to images are signed with, made at the first start, for its owner alone. Without the file the links
 * that were given out are void, and no more. Throws StorageError `database_unusable`.
 */
export function readLinkKey(dataDir: string, random: (count: number) => Uint8Array): Uint8Array {
  const path = join(dataDir, "signature-link.key");
  try {
    const key = readIfThere(path);
    return key?.length === BYTES ? key : makeKey(path, random);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Whole or not at all: a key cut short by a crash would be one that can be guessed. */
function makeKey(path: string, random: (count: number) => Uint8Array): Uint8Array {
  const key = random(BYTES);
  writeFileSync(`${path}.new`, key, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return key;
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw fault;
  }
}
