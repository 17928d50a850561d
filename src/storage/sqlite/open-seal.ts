import type { Database } from "bun:sqlite";

import type { Actor } from "../../approval/approval-store.ts";
import { Keyring } from "../../keys/keyring.ts";
import { mintSealKey, type Random, type SealKey } from "../../keys/seal-key.ts";
import { appendAudit, type AuditStatements, prepareAuditStatements } from "./append-audit.ts";
import { leaveNoClearText } from "./clear-text.ts";
import { insertFirstKeys, removeKeyFiles } from "./key-files.ts";
import { type KeyStatements, prepareKeyStatements } from "./key-rows.ts";
import type { OnLongWork } from "./long-work.ts";
import { prepareReseal } from "./reseal.ts";
import { usedBytes } from "./room.ts";
import { readSealKeyFile, writeSealKeyFile } from "./seal-key-file.ts";
import { StorageError } from "./storage-error.ts";

export interface SealOptions {
  /** Of the settings, the newest first; without any they are in `seal.key` in the data directory. */
  readonly keys: readonly SealKey[];
  readonly random: Random;
  readonly clock: () => Date;
}

/**
 * The keys that the database is sealed with; what an older version has kept in the clear is sealed now. Throws StorageError
 * `seal_key_missing`, having changed nothing, where it is sealed with a key that is not here.
 */
export function openSeal(
  db: Database,
  dataDir: string,
  { keys, random, clock }: SealOptions,
  onLongWork: OnLongWork,
): Keyring {
  const statements = { ...prepareKeyStatements(db), ...prepareAuditStatements(db) };
  const known = statements.ofKind.all("seal").map(({ id }) => id);
  const given = withoutTwins([...keys, ...readSealKeyFile(dataDir)]);
  refuseMissing(known, given, dataDir);
  const [newest = makeKey(dataDir, random), ...older] = given;
  const ring = new Keyring([newest, ...older], random);
  const at = clock();
  if (known.length === 0) {
    if (statements.hasHistory.get() !== null)
      onLongWork({ what: "sealing what the database has in the clear", bytes: usedBytes(db) });
    sealAll(db, () => insertFirst(statements, dataDir, { ring, random, at }), ring);
  } else if (!known.includes(newest.id))
    db.transaction(() => noteSealKey(statements, newest.id, at)).immediate();
  leaveNoClearText(db, statements, onLongWork);
  removeKeyFiles(statements, dataDir);
  return ring;
}

/** Throws StorageError `seal_key_missing` unless each of these is among those. */
export function refuseMissing(known: readonly string[], given: readonly SealKey[], dataDir: string): void {
  const missing = known.find((id) => !given.some((key) => key.id === id));
  if (missing === undefined) return;
  throw new StorageError(
    "seal_key_missing",
    `the database in ${dataDir} is sealed with the key ${missing}, which is neither in COUNTERSIGN_SEAL_KEY nor in seal.key there`,
  );
}

/** Another key seals from now on. Inside a transaction. */
export function noteSealKey(
  statements: Pick<KeyStatements, "insertKey"> & AuditStatements,
  id: string,
  at: Date,
  actor: Actor = { kind: "clock" },
): void {
  statements.insertKey.run(id, "seal", null, null, at.getTime());
  appendAudit(statements, {
    subject: `key_${id}`,
    at,
    type: "key.rotated",
    actor,
    details: { kind: "seal" },
  });
}

export function withoutTwins(keys: readonly SealKey[]): readonly SealKey[] {
  return keys.filter(({ id }, index) => keys.findIndex((other) => other.id === id) === index);
}

/** Of a database that was never sealed. */
function sealAll(db: Database, insertFirst: () => void, ring: Keyring): void {
  const reseal = prepareReseal(db);
  const sealEach = db.transaction(() => {
    reseal.sealClear(ring);
    insertFirst();
  });
  sealEach.immediate();
}

function insertFirst(
  statements: Pick<KeyStatements, "insertKey" | "hasHistory" | "markUnclean">,
  dataDir: string,
  { ring, random, at }: { readonly ring: Keyring; readonly random: Random; readonly at: Date },
): void {
  insertFirstKeys(statements, dataDir, { seal: ring, random, at: at.getTime() });
  statements.insertKey.run(ring.newest.id, "seal", null, null, at.getTime());
  if (statements.hasHistory.get() !== null) statements.markUnclean.run(ring.newest.id);
}

/** The file first: what is sealed can then always be opened. */
function makeKey(dataDir: string, random: Random): SealKey {
  const key = mintSealKey(random);
  writeSealKeyFile(dataDir, [key]);
  return key;
}
