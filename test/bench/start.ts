import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startBinary } from "./start-binary.ts";

export interface StartResult {
  readonly readyMs: number;
  /** Resident memory some seconds after, in MiB. */
  readonly idleMiB: number;
}

const SETTLE_MS = 3_000;

/** Starts the built binary with a new data directory. */
export async function measureStart(): Promise<StartResult> {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    await using server = await startBinary(dataDir);
    await Bun.sleep(SETTLE_MS);
    return { readyMs: server.readyMs, idleMiB: server.residentMiB() };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
