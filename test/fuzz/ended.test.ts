import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { until } from "../e2e/open-world.ts";
import { startProgram } from "../e2e/start-program.ts";
import { tempDir } from "../support/temp-dir.ts";

const FUZZ = [process.execPath, join(import.meta.dir, "main.ts"), "routes"];

/** Whether any process of this machine was given this in its environment. */
function isHeld(value: string): boolean {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(value);
    } catch {
      // It has gone meanwhile, or is somebody else's.
      return false;
    }
  });
}

test.skipIf(!existsSync("/proc/self/environ")).each(["SIGTERM", "SIGINT"] as const)(
  "A fuzz that is ended by %s takes its server with it, and what it wrote",
  async (signal) => {
    const tmp = tempDir();
    await using fuzz = startProgram(FUZZ, { env: { TMPDIR: tmp, PATH: process.env["PATH"] ?? "" } });
    await until("its server is there", () => isHeld(`COUNTERSIGN_DATA_DIR=${tmp}`));
    fuzz.signal(signal);
    expect(await fuzz.ended).toBeGreaterThan(128);
    expect(readdirSync(tmp)).toEqual([]);
    await until("its server is gone", () => !isHeld(`COUNTERSIGN_DATA_DIR=${tmp}`));
  },
  30_000,
);
