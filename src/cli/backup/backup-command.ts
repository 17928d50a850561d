import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";

import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import { type DataDirOptions, findDataDir, hasDatabase, noDatabase } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";

interface BackupFlags extends DataDirOptions {
  readonly force?: true | undefined;
  readonly json?: true | undefined;
}

/** `backup`: all that a server keeps, in one file; the server may run meanwhile. */
export function backupCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("backup")
    .description(
      "Write all that a server keeps to one file, while it runs: the database, the keys and the handlers. " +
        "Settings are not in it. Whoever can read the file can sign as this server",
    )
    .argument(
      "<file>",
      "the backup, a tar archive; it has this name only once it was read back and found whole",
    )
    .option("--force", "Replace a file of that name")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .addOption(jsonOption())
    .action((file, options) => end(backup(file, options, io)));
}

async function backup(file: string, { force, json, ...options }: BackupFlags, io: Io): Promise<ExitCode> {
  const { makeBackup } = await import("./make-backup.ts");
  const { explainStorage } = await import("./explain-storage.ts");
  const dataDir = findDataDir(options, io);
  if (!hasDatabase(dataDir)) throw noDatabase(dataDir);
  if (force !== true && existsSync(file))
    throw new CliError("general", `${file} is there already`, { hint: "--force replaces it" });
  if (io.execPath !== undefined) beNice();
  try {
    const manifest = await makeBackup({ dataDir, file, force: force === true, at: io.clock() });
    const { approvals, pending, audit } = manifest.database;
    if (json) io.stdout.write(`${JSON.stringify({ file, ...manifest }, undefined, 2)}\n`);
    else {
      io.stdout.write(
        `${file}: ${approvals} approvals (${pending} pending), ${manifest.parts.length} files\n`,
      );
      io.stdout.write(`--head ${audit.head.hash || "none"} --count ${audit.count}\n`);
    }
    return EXIT.ok;
  } catch (fault) {
    throw explainStorage(fault);
  }
}

/** The server is to decide first, and the process is ours alone. Where the system refuses this, a backup is only less polite. */
function beNice(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {}
}
