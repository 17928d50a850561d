import type { Command } from "@commander-js/extra-typings";

import { VERSION } from "../../version.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import { hearInterrupt } from "../hear-interrupt.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import type { Release } from "./find-release.ts";
import type { Installed } from "./install-release.ts";
import { RELEASE_KEY } from "./release-key.ts";

interface UpgradeFlags extends DataDirOptions {
  readonly check?: true | undefined;
  readonly to?: string | undefined;
  readonly json?: true | undefined;
}

/** `upgrade`: a newer release in the place of this executable; whatever runs goes on until it is started again. */
export function upgradeCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("upgrade")
    .description(
      "Replace this executable by the newest release at COUNTERSIGN_BASE_URL (https:// or file://), after a backup; " +
        "nothing is restarted",
    )
    .option(
      "--check",
      "Only say whether there is a newer one; ends with 1 if there is, 0 if not, and with another code if that is not known",
    )
    .option("--to <version>", "This version, be it an older one")
    .addOption(jsonOption())
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .action((options) => end(upgrade(options, io)));
}

async function upgrade({ check, to, json, ...options }: UpgradeFlags, io: Io): Promise<ExitCode> {
  const { findRelease } = await import("./find-release.ts");
  const { thisPlatform } = await import("./this-platform.ts");
  const wanted = { platform: thisPlatform(), version: to, publicKey: RELEASE_KEY };
  const release = await findRelease(baseOf(io), wanted);
  const order = Bun.semver.order(release.version, VERSION);
  const found = { version: VERSION, newest: release.version, newer: order > 0, signed: RELEASE_KEY !== "" };
  const tell = (line: string): void => {
    if (!json) io.stdout.write(`${line}\n`);
  };
  tell(`this is ${VERSION}, ${to === undefined ? "the newest" : "the one asked for"} is ${release.version}`);
  if (RELEASE_KEY === "") tell("Not signed: only the SHA-256 is checked.");
  if (check === true || order === 0) {
    if (json) print({ ...found, installed: false }, io);
    return check === true && order > 0 ? EXIT.general : EXIT.ok;
  }
  refuseDowngrade(order, to, release);
  const { installRelease } = await import("./install-release.ts");
  const done = await unlessInterrupted((signal) => installRelease(release, { ...options, signal }, io), io);
  if (done === undefined) return EXIT.interrupted;
  if (json) print({ ...found, installed: true, ...done }, io);
  else for (const line of await wayBack(done, release, io)) tell(line);
  return EXIT.ok;
}

/** Undefined where somebody ended it first. */
async function unlessInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  io: Io,
): Promise<T | undefined> {
  const { signal, stop } = hearInterrupt(io);
  try {
    return await work(signal);
  } catch (fault) {
    if (signal.aborted) return undefined;
    throw fault;
  } finally {
    stop();
  }
}

function print(answer: object, { stdout }: Io): void {
  stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}

/** An address that offers something older may be an attacker's, or out of date: only who names the version gets it. */
function refuseDowngrade(order: number, to: string | undefined, { version }: Release): void {
  if (order > 0 || to !== undefined) return;
  const hint = `--to ${version} if that is meant`;
  throw new CliError("general", `${version} is older than this: nothing was changed`, { hint });
}

/** What to type to have things as they were. An older binary refuses a newer schema, and then the data goes back too. */
async function wayBack(
  { executable, previous, data_dir: dataDir, backup, schema }: Installed,
  { version }: Release,
  io: Io,
): Promise<readonly string[]> {
  const { SCHEMA } = await import("../../storage/sqlite/migrate.ts");
  const back = `To go back: mv -f '${previous}' '${executable}'`;
  const said = [`${executable} is ${version} now. Start the server again to use it.`, back];
  if (backup === null) return said;
  const restore = `with the server stopped: ${io.self} restore '${backup}' --data-dir '${dataDir}'`;
  if (schema === null)
    return [`backup: ${backup}`, ...said, `and, if the new one has changed the schema, ${restore}`];
  const change =
    schema === SCHEMA
      ? `The schema stays ${SCHEMA}: the data needs no way back.`
      : `It takes the data from schema ${SCHEMA} to ${schema} when it starts. After that, to go back also, ${restore}`;
  return [`backup: ${backup}`, ...said, change];
}

/** As install.sh: plain HTTP is for this very machine only. Throws CliError `usage`. */
function baseOf({ env }: Io): string {
  const base = env["COUNTERSIGN_BASE_URL"]?.replace(/\/+$/, "") ?? "";
  if (/^(?:https:\/\/|file:\/\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])/.test(base)) return base;
  throw new CliError("usage", "COUNTERSIGN_BASE_URL has to say where releases are: https:// or file:///");
}
