import { createHash } from "node:crypto";
import { mkdtemp, symlink } from "node:fs/promises";
import { join } from "node:path";

/** Two executables that start. */
export const NEW = "#!/bin/sh\n: new\n";
export const OLD = "#!/bin/sh\n: old\n";

interface Contents {
  readonly name?: string;
  readonly folder?: string;
  /** A second member, under exactly this name. */
  readonly also?: string;
  /** Makes the executable a link to there. */
  readonly link?: string;
}

/** Makes a release archive whose executable has this content, in a folder `made-…` of its own; answers its path. */
export async function releaseArchive(
  home: string,
  content: string,
  { name = "countersign", folder = "", also, link }: Contents = {},
): Promise<string> {
  const from = await mkdtemp(join(home, "made-"));
  if (link === undefined) await Bun.write(join(from, folder, name), content);
  else await symlink(link, join(from, name));
  await Bun.write(join(from, folder, "README.md"), "read me");
  await Bun.write(join(from, "second"), "second");
  const members = folder === "" ? [name, "README.md"] : [folder];
  const renamed = also === undefined ? [] : ["-P", "--transform", `s,^second$,${also},`, "second"];
  const archive = join(from, "release.tar.gz");
  const tar = Bun.spawnSync(["tar", "-czf", archive, ...members, ...renamed], { cwd: from });
  if (!tar.success) throw new Error(tar.stderr.toString());
  return archive;
}

/** The options that install an archive with its right SHA-256. */
export async function withSum(archive: string): Promise<readonly string[]> {
  return ["--archive", archive, "--sha256", await sha256(archive)];
}

export async function sha256(file: string): Promise<string> {
  return createHash("sha256")
    .update(await Bun.file(file).bytes())
    .digest("hex");
}

/** Writes the file again, changed. */
export async function rewrite(file: string, change: (bytes: Uint8Array) => Uint8Array): Promise<string> {
  await Bun.write(file, change(await Bun.file(file).bytes()));
  return file;
}
