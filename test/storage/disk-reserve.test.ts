import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { openDiskReserve } from "../../src/storage/sqlite/disk-reserve.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

test("A storage that is kept up holds 16 MiB in reserve, on disk, for its owner alone, once", async () => {
  const dataDir = tempDir();
  using storage = closing(openStorage(dataDir));
  const path = join(dataDir, "countersign.reserve");
  expect(existsSync(path)).toBe(false);
  await storage.keepUp();
  const { size, mode, blocks, mtimeMs } = statSync(path);
  expect([size, mode & 0o777, blocks * 512 >= size]).toEqual([16 * 2 ** 20, 0o600, true]);
  await storage.keepUp();
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});

test("The reserve is given up once, and then there is none to give", async () => {
  const reserve = openDiskReserve(tempDir());
  expect(reserve.release()).toBe(false);
  await reserve.refill();
  expect([reserve.release(), reserve.release()]).toEqual([true, false]);
});

function closing<T extends { close(): void }>(storage: T): T & Disposable {
  return { ...storage, [Symbol.dispose]: () => storage.close() };
}
