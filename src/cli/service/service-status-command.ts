import { existsSync, readFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
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
  const active = options.root === undefined ? activeState(options, io) : undefined;
  const found = { installed, path, as_printed: asPrinted, active: active ?? null };
  if (options.json === true) io.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else {
    io.stdout.write(`installed  ${installed ? path : `no: there is no ${path}`}\n`);
    if (installed) io.stdout.write(`unit       ${asPrinted ? "as this program prints it" : DIFFERS}\n`);
    io.stdout.write(`active     ${active ?? "not known: there is no systemctl to ask"}\n`);
  }
  return installed ? EXIT.ok : EXIT.general;
}

const DIFFERS = "not what this program would print: changed by hand, or by another version";

/** systemd's word for it, such as `active`, `failed` or `inactive`; undefined where there is nobody to ask. */
function activeState({ user }: PlaceOptions, { env }: Io): string | undefined {
  const tool = Bun.which("systemctl", { PATH: env["PATH"] ?? "" });
  if (tool === null) return undefined;
  const asked = Bun.spawnSync(
    [tool, ...(user === true ? ["--user"] : []), "is-active", "countersign.service"],
    {
      env: { ...env },
      stderr: "ignore",
    },
  );
  return asked.stdout.toString().trim() || undefined;
}
