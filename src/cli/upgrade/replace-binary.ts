import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
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

/**
 * Puts a release in the place of `executable`, which is never missing meanwhile. What was downloaded has to have the SHA-256 that `checksums.txt` tells, and to run. Throws CliError, with nothing
 * changed.
 */
export async function replaceBinary(
  executable: string,
  release: Release,
  before: () => Promise<void>,
): Promise<Replaced> {
  const { extract } = await import("tar");
  const work = mkdtempSync(join(dirname(executable), ".countersign-upgrade-"));
  try {
    const bytes = await download(release.url);
    const sum = createHash("sha256").update(bytes).digest("hex");
    if (sum !== release.sha256)
      throw refused(`${release.url} has the SHA-256 ${sum}, and checksums.txt says ${release.sha256}`);
    const archive = join(work, "archive.tar.gz");
    const unpacked = join(work, "unpacked");
    mkdirSync(unpacked);
    writeFileSync(archive, bytes, { flush: true });
    await extract({ file: archive, cwd: unpacked, strict: true, filter: (path) => path === "countersign" });
    const fresh = join(unpacked, "countersign");
    if (!existsSync(fresh)) throw refused(`${release.url} has no countersign in it`);
    chmodSync(fresh, 0o755);
    const { stdout } = Bun.spawnSync([fresh, "--version"], { env: {}, stdin: "ignore", stderr: "ignore" });
    if (!stdout.toString().startsWith(`countersign ${release.version} `))
      throw refused(`what is in ${release.url} does not run as ${release.version} here`);
    const schema = schemaOf(fresh);
    await before();
    const previous = `${executable}.previous`;
    rmSync(previous, { force: true });
    linkSync(executable, previous);
    renameSync(fresh, executable);
    return { previous, schema };
  } finally {
    rmSync(work, { recursive: true, force: true });
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
