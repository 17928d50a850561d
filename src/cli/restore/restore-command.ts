import type { Command } from "@commander-js/extra-typings";

import { confirm } from "../confirm.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import { type DataDirOptions, findDataDir } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption } from "../options.ts";
import type { RestorePlan } from "./restore-backup.ts";

interface RestoreFlags extends DataDirOptions {
  readonly yes?: true | undefined;
}

/** `restore`: a backup takes the place of what is in the data directory, which is kept. */
export function restoreCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("restore")
    .description(
      "Put a backup in the place of what is in the data directory, while no server runs there; all of the backup is " +
        "checked before, and what was there is kept",
    )
    .argument("<file>", "as countersign backup wrote it")
    .option("--yes", "Do not ask")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .action((file, options) => end(restore(file, options, io)));
}

async function restore(file: string, { yes, ...options }: RestoreFlags, io: Io): Promise<ExitCode> {
  const { restoreBackup } = await import("./restore-backup.ts");
  const { explainStorage } = await import("../backup/explain-storage.ts");
  const dataDir = findDataDir(options, io);
  const isWanted = async (plan: RestorePlan): Promise<boolean> => {
    io.stderr.write(describePlan(plan, dataDir));
    return yes ?? confirm(`Put it in the place of what is in ${dataDir}?`, io);
  };
  try {
    const restored = await restoreBackup({ file, dataDir, at: io.clock(), isWanted });
    if (restored === undefined) {
      io.stderr.write("Nothing was changed.\n");
      return EXIT.general;
    }
    const { aside, repainted, missingKeys } = restored;
    io.stdout.write(`Restored into ${dataDir}.\n`);
    if (aside !== undefined) io.stdout.write(`What was there is in ${aside}\n`);
    io.stdout.write(`Cards that are painted again at the next start: ${repainted}\n`);
    for (const id of missingKeys)
      io.stdout.write(
        `Set COUNTERSIGN_SEAL_KEY before the start: it is sealed with the key ${id}, which no backup has.\n`,
      );
    return EXIT.ok;
  } catch (fault) {
    throw explainStorage(fault);
  }
}

function describePlan({ manifest, lost }: RestorePlan, dataDir: string): string {
  const { version, made_at, database } = manifest;
  const { approvals, pending, until, audit } = database;
  const last = until === null ? "" : `, until ${new Date(until).toISOString()}`;
  const lines = [
    `The backup is whole: made at ${made_at} by countersign ${version}.`,
    `It has ${approvals} approvals (${pending} pending) and ${audit.count} rows of the audit log${last}.`,
  ];
  if (lost === "unknown")
    lines.push(`The database in ${dataDir} cannot be read, or has another history: what it has is lost.`);
  else if (lost !== undefined)
    lines.push(
      `Lost is what came after it: ${lost.decisions} decisions, ${lost.rows} rows of the audit log.`,
    );
  return `${lines.join("\n")}\n`;
}
