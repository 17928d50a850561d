import type { Database } from "bun:sqlite";

import { KeyedMutex } from "../../keyed-mutex.ts";
import type { Keyring } from "../../keys/keyring.ts";
import { mintSealKey, type Random, type SealKey } from "../../keys/seal-key.ts";
import { KeyError } from "../../keys/server-keys.ts";
import type { Act } from "../../webhook/webhook-store.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { prepareKeyStatements } from "./key-rows.ts";
import { noteSealKey, refuseMissing, withoutTwins } from "./open-seal.ts";
import { prepareReseal, type ResealPlace, wipe } from "./reseal.ts";
import { readSealKeyFile, writeSealKeyFile } from "./seal-key-file.ts";
import type { Writes } from "./write-queue.ts";

/** How the key that seals is changed while the server runs: at no moment is there a value that no key opens. */
export interface SealRotation {
  /** A new key seals from now on. Answers its id. Throws KeyError `seal_key_in_settings`. */
  rotate(act: Act): Promise<string>;
  /** The settings' keys are these now. Throws StorageError `seal_key_missing`, and goes on with those before. */
  takeOver(keys: readonly SealKey[], at: Date): Promise<void>;
  /** Whether a key is left that seals no more. */
  isOwed(): boolean;
  /** Seals a few more values anew. Answers where the next step goes on; undefined at the end. */
  step(place?: ResealPlace): Promise<ResealPlace | undefined>;
  /**
   * Drops all keys but the newest, once the steps have gone from the start to the end and found nothing that was sealed with
   * another. Whether that is so: else they are to go once more.
   */
  finish(at: Date): Promise<boolean>;
}

export interface SealRotationParts {
  readonly dataDir: string;
  readonly ring: Keyring;
  readonly random: Random;
  /** Of the settings, at the start. */
  readonly keys: readonly SealKey[];
}

export function createSealRotation(db: Database, writes: Writes, parts: SealRotationParts): SealRotation {
  const { dataDir, ring, random } = parts;
  const statements = { ...prepareKeyStatements(db), ...prepareAuditStatements(db) };
  const reseal = prepareReseal(db);
  // Each writes the file after what it read of the ring: two at once would leave a key out of it that seals.
  const locks = new KeyedMutex();
  const alone = <T>(act: () => Promise<T>): Promise<T> => locks.run("seal", act);
  let inSettings = parts.keys;
  let pass = NO_PASS;

  const known = (): readonly string[] => statements.ofKind.all("seal").map(({ id }) => id);
  const retired = (): readonly string[] => known().filter((id) => id !== ring.newest.id);
  const unneeded = (): boolean =>
    readSealKeyFile(dataDir).some(({ id }) => inSettings.length > 0 || id !== ring.newest.id);

  // What an old key has sealed is not to stay in the file, whoever replaces it.
  wipe(db, retired().length > 0);

  function use(keys: Parameters<typeof ring.use>[0]): void {
    ring.use(keys);
    pass = NO_PASS;
  }

  async function rotate({ at, actor }: Act): Promise<string> {
    if (inSettings.length > 0) throw new KeyError("seal_key_in_settings", IN_SETTINGS);
    const key = mintSealKey(random);
    // The file first: what is sealed can then always be opened.
    writeSealKeyFile(dataDir, [key, ...ring.keys]);
    await writes.run(() => noteSealKey(statements, key.id, at, actor));
    use([key, ...ring.keys]);
    wipe(db, true);
    return key.id;
  }

  async function takeOver(keys: readonly SealKey[], at: Date): Promise<void> {
    const [newest, ...older] = withoutTwins([...keys, ...readSealKeyFile(dataDir)]);
    refuseMissing(known(), newest === undefined ? [] : [newest, ...older], dataDir);
    if (newest === undefined) return;
    if (!known().includes(newest.id)) await writes.run(() => noteSealKey(statements, newest.id, at));
    inSettings = keys;
    use([newest, ...older]);
    wipe(db, retired().length > 0);
  }

  async function step(place?: ResealPlace): Promise<ResealPlace | undefined> {
    const keys = ring.keys;
    const { next, renewed } = await writes.run(() => reseal.step(ring, place));
    const wasClean = place === undefined || (pass.next === place && pass.isClean);
    pass = { next, isClean: wasClean && renewed === 0 && ring.keys === keys };
    return next;
  }

  async function finish(at: Date): Promise<boolean> {
    // From the pass on, all that is written is sealed with the newest: each value is sealed in the commit that writes it.
    if (pass.next !== undefined || !pass.isClean) return false;
    await writes.run(() => {
      for (const id of retired()) drop(id, at);
    });
    use([ring.newest]);
    wipe(db, false);
    if (unneeded()) writeSealKeyFile(dataDir, inSettings.length > 0 ? [] : [ring.newest]);
    return true;
  }

  function drop(id: string, at: Date): void {
    statements.dropSeal.run(id);
    const entry = { subject: `key_${id}`, at, actor: { kind: "clock" }, details: { kind: "seal" } } as const;
    appendAudit(statements, { ...entry, type: "key.dropped" });
  }

  return {
    rotate: (act) => alone(() => rotate(act)),
    takeOver: (keys, at) => alone(() => takeOver(keys, at)),
    isOwed: () => retired().length > 0 || unneeded(),
    step,
    finish: (at) => alone(() => finish(at)),
  };
}

/** Where the steps have come to, and whether from the start on there was nothing to do. */
interface Pass {
  readonly next: ResealPlace | undefined;
  readonly isClean: boolean;
}

const NO_PASS: Pass = { next: undefined, isClean: false };

const IN_SETTINGS =
  "the key is a setting: put the new one before the old one in COUNTERSIGN_SEAL_KEY, and reload or start again";
