import { readFileSync, rmSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { confirm } from "../confirm.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { rootOption, userOption } from "./unit-options.ts";
import { type PlaceOptions, requireMayWrite, systemctl, unitPath } from "./unit-place.ts";

interface UninstallOptions extends PlaceOptions {
  readonly yes?: true | undefined;
}

/** `service uninstall`: removes the unit once somebody said yes; settings and data stay. */
export function uninstallServiceCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("uninstall")
    .description("Ask, and remove the unit; settings and data stay, and it stops nothing")
    .addOption(userOption())
    .addOption(rootOption())
    .option("-y, --yes", "Remove it without being asked")
    .action((options) => end(uninstall(options, io)));
}

async function uninstall(options: UninstallOptions, io: Io): Promise<ExitCode> {
  const { readStamp } = await import("../../systemd/unit-stamp.ts");
  const { existsSync } = await import("node:fs");
  requireMayWrite(options, io);
  const { stdout } = io;
  const path = unitPath(options, io);
  if (!existsSync(path)) {
    stdout.write(`There is no ${path}. Nothing was changed.\n`);
    return EXIT.ok;
  }
  const stamp = readStamp(readFileSync(path, "utf8"));
  if (stamp === undefined) {
    throw new CliError("general", `${path} is not a unit that countersign made`, {
      hint: "remove it by hand, if it is yours to remove",
    });
  }
  if (options.yes !== true && !(await confirm(`Remove ${path}?`, io))) {
    stdout.write("Nothing was changed.\n");
    return EXIT.general;
  }
  rmSync(path);
  const ctl = systemctl(options);
  const settings = [stamp["envFile"], stamp["configFile"]].filter((file) => typeof file === "string");
  stdout.write(`Removed ${path}. What runs goes on until you stop it. Next:
  ${ctl} disable --now countersign
  ${ctl} daemon-reload
Kept: the data in ${String(stamp["dataDir"])}, the settings in ${settings.join(" and ")}.\n`);
  return EXIT.ok;
}
