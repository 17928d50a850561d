import { describe, expect, onTestFinished, test } from "bun:test";

import { StorageError } from "../../src/storage/sqlite/storage-error.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";

function refusalOf(dataDir: string): StorageError | undefined {
  try {
    openStorage(dataDir).close();
    return undefined;
  } catch (fault) {
    if (fault instanceof StorageError) return fault;
    throw fault;
  }
}

/** Another process that has the directory. */
async function otherServer(dataDir: string) {
  const script = `${import.meta.dir}/hold-data-dir.ts`;
  const process = Bun.spawn([globalThis.process.execPath, script, dataDir], { stdout: "pipe" });
  onTestFinished(() => process.kill("SIGKILL"));
  const { value } = await process.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("held\n");
  return process;
}

describe("a data directory", () => {
  test("is one server's at a time, within a process too", () => {
    const dataDir = tempDir();
    const first = openStorage(dataDir);
    const fault = refusalOf(dataDir);
    expect(fault?.code).toBe("database_in_use");
    expect(fault?.message).toContain(dataDir);
    first.close();
    expect(refusalOf(dataDir)).toBeUndefined();
  });

  test("is one process's at a time, and free again however suddenly that ends", async () => {
    const dataDir = tempDir();
    const other = await otherServer(dataDir);
    expect(refusalOf(dataDir)?.code).toBe("database_in_use");
    other.kill("SIGKILL");
    await other.exited;
    expect(refusalOf(dataDir)).toBeUndefined();
  });

  test("of another server does not matter", () => {
    const first = openStorage(tempDir());
    expect(refusalOf(tempDir())).toBeUndefined();
    first.close();
  });
});
