import { join } from "node:path";

import type { Command } from "@commander-js/extra-typings";

import { VERSION } from "../../version.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import { type DataDirOptions, findDataDir, hasDatabase } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption } from "../options.ts";

interface UpgradeFlags extends DataDirOptions {
  readonly check?: true | undefined;
}

/** `upgrade`: a newer release in the place of this executable; whatever runs goes on until it is started again. */
export function upgradeCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("upgrade")
    .description(
      "Replace this executable by the newest release at COUNTERSIGN_BASE_URL (https:// or file://), after a backup; " +
        "nothing is restarted",
    )
    .option("--check", "Only say whether there is a newer one")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .action((options) => end(upgrade(options, io)));
}

async function upgrade({ check, ...options }: UpgradeFlags, io: Io): Promise<ExitCode> {
  const { findRelease } = await import("./find-release.ts");
  const { replaceBinary } = await import("./replace-binary.ts");
  const { thisPlatform } = await import("./this-platform.ts");
  const release = await findRelease(baseOf(io), thisPlatform());
  const isNewer = Bun.semver.order(release.version, VERSION) > 0;
  io.stdout.write(`this is ${VERSION}, the newest is ${release.version}\n`);
  if (!isNewer || check === true) return EXIT.ok;
  if (io.execPath === undefined) {
    throw new CliError("general", "this runs from source", { hint: "git pull, or install a release" });
  }
  const dataDir = findDataDir(options, io);
  const backup = join(dataDir, `before-upgrade-${release.version}.backup`);
  const previous = await replaceBinary(io.execPath, release, () => backUp(dataDir, backup, io));
  io.stdout.write(`${io.execPath} is ${release.version} now. Start the server again to use it.\n`);
  io.stdout.write(`To go back: mv -f '${previous}' '${io.execPath}'\n`);
  if (hasDatabase(dataDir))
    io.stdout.write(
      `and, if the new one has changed the schema, with the server stopped: countersign restore '${backup}' --data-dir '${dataDir}'\n`,
    );
  return EXIT.ok;
}

async function backUp(dataDir: string, file: string, io: Io): Promise<void> {
  if (!hasDatabase(dataDir)) return;
  const { makeBackup } = await import("../backup/make-backup.ts");
  const { explainStorage } = await import("../backup/explain-storage.ts");
  try {
    await makeBackup({ dataDir, file, force: true, at: io.clock() });
    io.stdout.write(`backup: ${file}\n`);
  } catch (fault) {
    throw explainStorage(fault);
  }
}

function baseOf({ env }: Io): string {
  const base = env["COUNTERSIGN_BASE_URL"]?.replace(/\/+$/, "") ?? "";
  if (/^(?:https:\/\/|file:\/\/\/)/.test(base)) return base;
  throw new CliError("usage", "COUNTERSIGN_BASE_URL has to say where releases are: https:// or file:///");
}
