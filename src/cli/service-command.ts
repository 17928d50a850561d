import type { Command } from "@commander-js/extra-typings";

import { CliError } from "./cli-error.ts";
import { type End, EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** `service print`: a systemd unit for this program. */
export function serviceCommand(parent: Command, io: Io, end: End): void {
  const service = parent.command("service").helpCommand(false).description("Run it under systemd");
  service
    .command("print")
    .description("Print a hardened systemd unit, and nothing else")
    .option("--exec-path <path>", "Where the executable is", io.execPath ?? "/usr/local/bin/countersign")
    .option("--data-dir <path>", "Where the database lives", "/var/lib/countersign")
    .option(
      "--env-file <path>",
      "The file that holds the settings and secrets",
      "/etc/countersign/countersign.env",
    )
    .option("--user <name>", "An existing account; without it, systemd makes up one")
    .option("--listen <host:port>", "The address, over what the file says")
    .option("--without-jit", "Forbid writable and executable memory: a little safer, and much slower")
    .addHelpText("after", `\nExample:\n  ${io.self} service print > /etc/systemd/system/countersign.service`)
    .action((options) => end(print(options, io)));
}

interface PrintOptions {
  readonly execPath: string;
  readonly dataDir: string;
  readonly envFile: string;
  readonly user?: string | undefined;
  readonly listen?: string | undefined;
  readonly withoutJit?: boolean | undefined;
}

async function print(options: PrintOptions, { stdout }: Io): Promise<ExitCode> {
  const { renderUnit } = await import("../systemd/render-unit.ts");
  const { UnitError } = await import("../systemd/unit-error.ts");
  try {
    stdout.write(renderUnit(options));
    return EXIT.ok;
  } catch (fault) {
    if (fault instanceof UnitError) {
      throw new CliError("usage", fault.message, {
        cause: fault,
        hint: "service print --help shows which paths it takes: where the files will be, not where they are now",
      });
    }
    throw fault;
  }
}
