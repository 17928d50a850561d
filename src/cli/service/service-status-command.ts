import { existsSync, readFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
import { askSystemd, type ServiceState } from "./ask-systemd.ts";
import { rootOption, userOption } from "./unit-options.ts";
import { type PlaceOptions, unitPath } from "./unit-place.ts";

interface StatusOptions extends PlaceOptions {
  readonly json?: true | undefined;
}

/** `service status`: whether the unit is there, is the one that this program would print, and runs. */
export function serviceStatusCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("status")
    .description(
      "Say whether the unit is there, as this program would print it, and active; exit code 1 if not there",
    )
    .addOption(userOption())
    .addOption(rootOption())
    .addOption(jsonOption())
    .action((options) => end(status(options, io)));
}

async function status(options: StatusOptions, io: Io): Promise<ExitCode> {
  const { isAsPrinted } = await import("./is-as-printed.ts");
  const path = unitPath(options, io);
  const installed = existsSync(path);
  const asPrinted = installed && isAsPrinted(readFileSync(path, "utf8"), options.user === true);
  const state = options.root === undefined ? askSystemd(options.user === true, io) : undefined;
  if (options.json === true) {
    const told = state ?? { active: null, watchdog: null, restarts: null };
    const found = { installed, path, as_printed: asPrinted, ...told };
    io.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  } else {
    io.stdout.write(`installed  ${installed ? path : `no: there is no ${path}`}\n`);
    if (installed) io.stdout.write(`unit       ${asPrinted ? "as this program prints it" : DIFFERS}\n`);
    io.stdout.write(state === undefined ? UNKNOWN : describe(state));
  }
  return installed ? EXIT.ok : EXIT.general;
}

const DIFFERS =
  "not what this program would print: changed by hand, or by another version; service install shows it, and asks";
const UNKNOWN = "active     not known: there is no systemd to ask\n";

function describe({ active, watchdog, restarts }: ServiceState): string {
  const watched = watchdog === null ? "none" : `starts it anew after ${watchdog} without a sign of life`;
  const times = restarts === 0 ? "" : `, started anew ${restarts} times`;
  return `active     ${active}${times}\nwatchdog   ${watched}\n`;
}
