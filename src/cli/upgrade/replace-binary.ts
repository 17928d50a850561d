import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { CliError } from "../cli-error.ts";
import { download, type Release } from "./find-release.ts";

interface Replaced {
  /** Where the one that was there is now. */
  readonly previous: string;
  /** The schema that the new one brings the database to; undefined where it does not say. */
  readonly schema: number | undefined;
}

interface ReplaceOptions {
  /** Done once the new one was found good. */
  readonly before: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Puts a release in the place of `executable`, which is never missing meanwhile. What was downloaded has to have the SHA-256
 * that `checksums.txt` tells, and to run. Throws CliError, and an AbortError when it was told to end, with nothing changed.
 */
export async function replaceBinary(
  executable: string,
  release: Release,
  options: ReplaceOptions,
): Promise<Replaced> {
  const place = dirname(executable);
  try {
    const work = mkdtempSync(join(place, ".countersign-upgrade-"));
    try {
      return await replaceFrom(work, executable, release, options);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  } catch (fault) {
    if (!(fault instanceof Error && "syscall" in fault)) throw fault;
    throw new CliError("general", `cannot replace ${executable}: ${fault.message}`, {
      cause: fault,
      hint: `run it as the owner of ${place}, with room on its disk; nothing was changed`,
    });
  }
}

async function replaceFrom(
  work: string,
  executable: string,
  release: Release,
  { before, signal }: ReplaceOptions,
): Promise<Replaced> {
  const { extract } = await import("tar");
  const bytes = await download(release.url, signal);
  const sum = createHash("sha256").update(bytes).digest("hex");
  if (sum !== release.sha256)
    throw refused(`${release.url} has the SHA-256 ${sum}, and checksums.txt says ${release.sha256}`);
  const archive = join(work, "archive.tar.gz");
  const unpacked = join(work, "unpacked");
  mkdirSync(unpacked);
  writeFileSync(archive, bytes);
  await extract({ file: archive, cwd: unpacked, strict: true, filter: (path) => path === "countersign" });
  const fresh = join(unpacked, "countersign");
  if (!existsSync(fresh)) throw refused(`${release.url} has no countersign in it`);
  chmodSync(fresh, 0o755);
  const { stdout } = Bun.spawnSync([fresh, "--version"], { env: {}, stdin: "ignore", stderr: "ignore" });
  if (!stdout.toString().startsWith(`countersign ${release.version} `))
    throw refused(`what is in ${release.url} does not run as ${release.version} here`);
  const schema = schemaOf(fresh);
  await before();
  signal.throwIfAborted();
  const previous = `${executable}.previous`;
  const kept = join(work, "previous");
  linkSync(executable, kept);
  renameSync(kept, previous);
  // A power cut may not leave its name to what is not on the disk yet.
  sync(fresh);
  renameSync(fresh, executable);
  sync(dirname(executable));
  return { previous, schema };
}

function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The first releases did not tell. */
function schemaOf(executable: string): number | undefined {
  const { stdout } = Bun.spawnSync([executable, "version", "--json"], {
    env: {},
    stdin: "ignore",
    stderr: "ignore",
  });
  try {
    const { schema } = JSON.parse(stdout.toString()) as { readonly schema?: unknown };
    return typeof schema === "number" ? schema : undefined;
  } catch {
    return undefined;
  }
}

function refused(why: string): CliError {
  return new CliError("general", why, { hint: "nothing was changed" });
}
