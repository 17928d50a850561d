import { createHash } from "node:crypto";
import { rmSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** A file that takes up room on the disk, to be given up when there is none left. */
export interface DiskReserve {
  /** Makes room. Whether there was any to give. */
  release(): boolean;
  /** Takes the room again, once the disk has plenty. Rejects where that cannot be written. */
  refill(): Promise<void>;
  /** Bytes that this process may still write to the disk. */
  free(): number;
  /** That there is no reserve and little room, in one line, or undefined. */
  readonly fault: () => string | undefined;
}

const PIECE_BYTES = 2 ** 20;
const RESERVE_BYTES = 16 * PIECE_BYTES;
/** Below four times its size it would itself be what fills the disk. */
const PLENTY = 4 * RESERVE_BYTES;

/** The file `countersign.reserve` in `dataDir`: thousands of decisions have room in it. */
export function openDiskReserve(dataDir: string): DiskReserve {
  const path = join(dataDir, "countersign.reserve");
  const bytes = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const free = (): number => {
    const { bavail, bsize } = statfsSync(dataDir);
    return bavail * bsize;
  };
  return {
    free,
    release() {
      if (bytes() === 0) return false;
      try {
        rmSync(path);
        return true;
      } catch {
        // Whoever waits for a commit is to hear that the disk is full.
        return false;
      }
    },
    async refill() {
      if (bytes() >= RESERVE_BYTES || free() < PLENTY) return;
      await using file = await open(path, "w", 0o600);
      const piece = incompressible(PIECE_BYTES);
      for (let written = 0; written < RESERVE_BYTES; written += PIECE_BYTES) await file.writeFile(piece);
      await file.sync();
    },
    fault() {
      if (bytes() > 0 || free() >= PLENTY) return undefined;
      return `${Math.floor(free() / 2 ** 20)} MiB are left on the disk, and none in reserve: make room`;
    },
  };
}

/** Some file systems keep a file of zeros in no room at all. */
function incompressible(count: number): Uint8Array {
  return createHash("shake256", { outputLength: count }).update("reserve").digest();
}
