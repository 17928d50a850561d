import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";

import type { DatabaseReport } from "../../storage/sqlite/backup-database.ts";

/** The first entry of a backup: what it holds, and by what to tell that it is whole. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Of the countersign that made it. */
  readonly version: string;
  readonly made_at: string;
  readonly database: DatabaseReport;
  readonly parts: readonly Part[];
}

export interface Part {
  /** Inside the data directory, with `/` between. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export const FORMAT = "countersign-backup-1";
export const MANIFEST = "manifest.json";
export const DATABASE = "countersign.db";

/** Reads the file once, in pieces. */
export async function describePart(dir: string, path: string): Promise<Part> {
  const digest = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(join(dir, path)) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { path, bytes, sha256: digest.digest("hex") };
}
