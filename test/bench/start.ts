import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startBinary } from "./start-binary.ts";

export interface StartFigures {
  /** Milliseconds from the start of the process to the first 200 of `/readyz`. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Resident memory some seconds after the last of them, in MiB. */
  readonly idleMiB: number;
}

const SETTLE_MS = 3_000;

/** Starts the built binary so often, each time with a new data directory. */
export async function measureStart(times: number): Promise<StartFigures> {
  const took: number[] = [];
  let idleMiB = 0;
  while (took.length < times) {
    const dataDir = mkdtempSync(join(tmpdir(), "countersign-bench-"));
    try {
      await using server = await startBinary(dataDir);
      took.push(server.readyMs);
      if (took.length < times) continue;
      await Bun.sleep(SETTLE_MS);
      idleMiB = server.residentMiB();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(times - 1, Math.floor(times * share))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), idleMiB };
}
