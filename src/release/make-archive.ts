import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runTool } from "./run-tool.ts";
import { signMachO } from "./sign-mach-o.ts";
import { type Target, TARGETS } from "./targets.ts";

/** What lies beside the executable. */
const COMPANIONS = ["LICENSE", "README.md"];

/** As `bun run build`, for another system. */
const BUILD = [
  "build",
  "src/main.ts",
  "--compile",
  "--format=esm",
  "--bytecode",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
];

interface ArchiveOptions {
  readonly version: string;
  readonly into: string;
  /** The script that goes with it, its key filled in. */
  readonly installer: string;
  /** What `upgrade` will want its releases signed with; empty where nothing is signed. */
  readonly publicKey: string;
}

/**
 * Builds for one system, signed ad hoc where that is macOS, packs it with an `install.sh`, and answers the archive's path. The
 * archive's time, owners and order do not depend on where it is made (with GNU tar). Throws an Error when Bun has no such target, or cannot fetch it.
 */
export function makeArchive(target: Target, { version, into, installer, publicKey }: ArchiveOptions): string {
  const work = mkdtempSync(join(into, ".work-"));
  try {
    const executable = join(work, "countersign");
    const key = ["--define", `COUNTERSIGN_RELEASE_KEY=${JSON.stringify(publicKey)}`];
    runTool([process.execPath, ...BUILD, ...key, `--target=${TARGETS[target]}`, "--outfile", executable]);
    if (target.startsWith("macos_"))
      writeFileSync(executable, signMachO(readFileSync(executable), "countersign"));
    chmodSync(executable, 0o755);
    for (const file of COMPANIONS) copyFileSync(file, join(work, file));
    copyFileSync(installer, join(work, "install.sh"));
    const tar = join(work, "release.tar");
    const fixed = ["--format=ustar", "--sort=name", "--mtime=@315532800", "--owner=0", "--group=0"];
    runTool([
      "tar",
      ...fixed,
      "--numeric-owner",
      "-C",
      work,
      "-cf",
      tar,
      "countersign",
      ...COMPANIONS,
      "install.sh",
    ]);
    runTool(["gzip", "-9n", tar]);
    const archive = join(into, `countersign_${version}_${target}.tar.gz`);
    copyFileSync(`${tar}.gz`, archive);
    return archive;
  } finally {
    rmSync(work, { recursive: true });
  }
}
