import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { copyParts } from "../../src/cli/backup/copy-parts.ts";
import { run } from "../../src/cli/run.ts";
import { mintSealKey } from "../../src/keys/seal-key.ts";
import { copyDatabase } from "../../src/storage/sqlite/backup-database.ts";
import { missingSealKeys } from "../../src/storage/sqlite/missing-seal-keys.ts";
import { ACT, found, NOW, open, plant, readBack, resealAll } from "../storage/planted-secrets.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

async function runCli(argv: readonly string[]) {
  const io = fakeIo();
  const code: number = await run([...argv], io);
  return { code, out: io.out() };
}

test("A backup brings the key that seals with it, is its owner's alone, and is all that a restore needs", async () => {
  const [dataDir, restored, file] = [tempDir(), tempDir(), join(tempDir(), "a.backup")];
  const storage = open(dataDir);
  await plant(storage);
  expect((await runCli(["backup", file, "--data-dir", dataDir])).code).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const done = await runCli(["restore", file, "--yes", "--data-dir", restored]);
  expect([done.code, done.out]).toEqual([0, expect.not.stringContaining("COUNTERSIGN_SEAL_KEY")]);
  await readBack(open(restored));
});

test("Without the key that seals, which is a setting, a backup tells nobody; a restore names the key that it needs", async () => {
  const [dataDir, restored, out] = [tempDir(), tempDir(), tempDir()];
  const file = join(out, "a.backup");
  const key = mintSealKey(randomBytes);
  const storage = open(dataDir, [key]);
  await plant(storage);
  expect((await runCli(["backup", file, "--data-dir", dataDir])).code).toBe(0);
  expect(found(out)).toEqual([]);
  const done = await runCli(["restore", file, "--yes", "--data-dir", restored]);
  expect(done.out).toContain(
    `Set COUNTERSIGN_SEAL_KEY before the start: it is sealed with the key ${key.id}`,
  );
  expect(existsSync(join(restored, "seal.key"))).toBe(false);
  expect(() => open(restored)).toThrow(expect.objectContaining({ code: "seal_key_missing" }));
  await readBack(open(restored, [key]));
});

/** Copies, and has `between` come after each of the first copies of the database. */
async function copyAmid(dataDir: string, between: readonly (() => Promise<void>)[]) {
  const parts = join(tempDir(), "parts");
  let copies = 0;
  const others = await copyParts(dataDir, parts, async (from, to) => {
    copyDatabase(from, to);
    await between[copies]?.();
    copies += 1;
  });
  return { parts, others, copies };
}

test("A key that seals and is changed to the end amid a backup has all copied again: what is in it fits", async () => {
  const dataDir = tempDir();
  const storage = open(dataDir);
  await plant(storage);
  const change = async (): Promise<void> => {
    await storage.seal.rotate(ACT);
    await resealAll(storage);
  };
  const { parts, copies } = await copyAmid(dataDir, [change, change]);
  expect([copies, missingSealKeys(parts)]).toEqual([3, []]);
  await readBack(open(parts));
});

test("A key that goes from its file to the settings amid a backup has all copied again: what is in it opens with that", async () => {
  const dataDir = tempDir();
  const storage = open(dataDir);
  await plant(storage);
  const key = mintSealKey(randomBytes);
  const { parts, others, copies } = await copyAmid(dataDir, [
    async () => {
      await storage.seal.takeOver([key], NOW);
      await resealAll(storage);
    },
  ]);
  expect([copies, others]).toEqual([2, []]);
  expect(missingSealKeys(parts)).toEqual([key.id]);
  await readBack(open(parts, [key]));
});
