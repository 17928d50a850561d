import { readFileSync } from "node:fs";
import { join } from "node:path";

import { checkDatabase } from "../../storage/sqlite/backup-database.ts";
import { SCHEMA } from "../../storage/sqlite/migrate.ts";
import { CliError } from "../cli-error.ts";
import { DATABASE, describePart, FORMAT, MANIFEST, type Manifest } from "./manifest.ts";

/**
 * Unpacks a backup into the empty directory `into`, and holds every file against the manifest, and the database against
 * itself. Throws CliError or StorageError when anything of it is missing, too much, not as it was written, or of a newer schema.
 */
export async function unpack(archive: string, into: string): Promise<Manifest> {
  const { extract } = await import("tar");
  const found = new Set<string>();
  const strangers: string[] = [];
  try {
    await extract({
      file: archive,
      cwd: into,
      strict: true,
      preserveOwner: false,
      filter(path, entry) {
        const isOurs = "type" in entry && entry.type === "File" && !found.has(path);
        if (isOurs) found.add(path);
        else strangers.push(path);
        return isOurs;
      },
    });
  } catch (cause) {
    throw notABackup(archive, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const manifest = readManifest(archive, into);
  refuseNewer(archive, manifest);
  for (const part of manifest.parts) {
    if (!found.delete(part.path)) throw notABackup(archive, `${part.path} is missing`);
    const there = await describePart(into, part.path);
    if (there.bytes !== part.bytes || there.sha256 !== part.sha256)
      throw notABackup(archive, `${part.path} is not what was packed`);
  }
  found.delete(MANIFEST);
  for (const path of [...strangers, ...found])
    throw notABackup(archive, `${JSON.stringify(path)} does not belong in it`);
  if (!Bun.deepEquals(checkDatabase(join(into, DATABASE)), manifest.database))
    throw notABackup(archive, "the database is not the one that the manifest tells of");
  return manifest;
}

function readManifest(archive: string, dir: string): Manifest {
  try {
    const manifest = JSON.parse(readFileSync(join(dir, MANIFEST), "utf8")) as Manifest;
    if (manifest.format === FORMAT && manifest.parts.some(({ path }) => path === DATABASE)) return manifest;
  } catch (cause) {
    throw notABackup(archive, `it has no ${MANIFEST}`, cause);
  }
  throw notABackup(archive, `its ${MANIFEST} is not of ${FORMAT}`);
}

/** What this binary could not serve is not to take the place of what it can. */
function refuseNewer(archive: string, { version, database: { schema } }: Manifest): void {
  if (schema <= SCHEMA) return;
  throw new CliError(
    "general",
    `${archive} has schema ${schema}, and this binary knows ${SCHEMA}: countersign ${version} made it`,
    { hint: "restore it with that version or a newer one; nothing was changed" },
  );
}

function notABackup(archive: string, why: string, cause?: unknown): CliError {
  return new CliError("general", `${archive} is not a whole backup: ${why}`, {
    cause,
    hint: "nothing was changed",
  });
}
