import { existsSync, readFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { defaultSettingsFile } from "../../config/settings-file.ts";
import type { UnitOptions } from "../../systemd/render-unit.ts";
import { confirm } from "../confirm.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { writeFileWhole } from "../write-file-whole.ts";
import { addUnitOptions, rootOption, type UnitRequest } from "./unit-options.ts";
import { type PlaceOptions, requireMayWrite, systemctl, unitPath } from "./unit-place.ts";

interface InstallOptions extends UnitRequest, PlaceOptions {
  readonly yes?: true | undefined;
  readonly user?: true | undefined;
}

/** `service install`: writes the unit once somebody has seen it and said yes, and says what to run next. */
export function installServiceCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("install")
    .description("Show the unit, ask, and write it; it starts nothing")
    .addOption(rootOption())
    .option("-y, --yes", "Write it without being asked");
  addUnitOptions(command);
  command.action((options) => end(install(options, io)));
}

async function install(options: InstallOptions, io: Io): Promise<ExitCode> {
  const { makeUnit, unitOptions } = await import("./make-unit.ts");
  requireMayWrite(options, io);
  const { stdout } = io;
  const path = unitPath(options, io);
  const unit = makeUnit(options, io);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (before === unit) {
    stdout.write(`${path} is this very unit already. Nothing was changed.\n`);
    return EXIT.ok;
  }
  stdout.write(unit);
  const question =
    before === undefined ? `Write this to ${path}?` : `Write this over ${path}, which differs?`;
  if (options.yes !== true && !(await confirm(question, io))) {
    stdout.write("Nothing was changed.\n");
    return EXIT.general;
  }
  writeFileWhole(path, unit, 0o644);
  stdout.write(
    `\nWrote ${path}. Nothing was started. Next:\n${nextSteps(options, unitOptions(options, io), io)}`,
  );
  return EXIT.ok;
}

function nextSteps(options: InstallOptions, { envFile, configFile }: UnitOptions, io: Io): string {
  const ctl = systemctl(options);
  const settings = [envFile, configFile ?? defaultSettingsFile(io)];
  const isSet = settings.some((file) => file !== undefined && existsSync(file));
  return [
    ...(isSet || options.root !== undefined
      ? []
      : [
          `${io.self} init   # makes the settings; or, NAME=value in a file of their own:`,
          `install -D -m 600 /dev/null ${envFile}`,
        ]),
    `${ctl} daemon-reload`,
    `${ctl} enable --now countersign`,
    ...(options.user === true
      ? ["loginctl enable-linger   # so that it runs while you are not logged in"]
      : []),
    `${ctl} status countersign`,
  ]
    .map((line) => `  ${line}\n`)
    .join("");
}
