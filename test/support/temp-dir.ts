import { onTestFinished } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty directory for the running test; it goes when that ends. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "countersign-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
