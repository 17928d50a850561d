import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Keyring } from "../../src/keys/keyring.ts";
import { readSealKeys } from "../../src/keys/seal-key.ts";
import { openStorage as open, type Storage } from "../../src/storage/sqlite/open-storage.ts";
import type { WriteHealth } from "../../src/storage/sqlite/write-health.ts";
import type { Writes } from "../../src/storage/sqlite/write-queue.ts";

const SEAL_KEYS = readSealKeys(Buffer.alloc(32, 5).toString("base64"));

const [SEAL_KEY] = SEAL_KEYS;

/** As a server seals what it keeps, with the key of these tests. */
export function aSeal(): Keyring {
  if (SEAL_KEY === undefined) throw new Error("there is no key");
  return new Keyring([SEAL_KEY], randomBytes);
}

/** As the server in `dataDir` does, by the key that it keeps there. */
export function sealOf(dataDir: string): Keyring {
  const [newest, ...older] = readSealKeys(readFileSync(join(dataDir, "seal.key"), "utf8"));
  if (newest === undefined) throw new Error("there is no key");
  return new Keyring([newest, ...older], randomBytes);
}

/** All that a server keeps, sealed with the key of these tests as a setting. */
export function openStorage(dataDir: string, queue?: (db: Database, health: WriteHealth) => Writes): Storage {
  return open(dataDir, { keys: SEAL_KEYS, random: randomBytes, clock: () => new Date(0) }, queue);
}
