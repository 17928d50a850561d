import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addUnitOptions, type UnitRequest } from "./unit-options.ts";

/** `service print`: the unit, and nothing else. */
export function printServiceCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("print")
    .description("Print a hardened systemd unit, and nothing else")
    .addHelpText("after", `\nExample:\n  ${io.self} service print --listen 127.0.0.1:8080 | less`);
  addUnitOptions(command);
  command.action((options) => end(print(options, io)));
}

async function print(request: UnitRequest, io: Io): Promise<ExitCode> {
  const { makeUnit } = await import("./make-unit.ts");
  io.stdout.write(makeUnit(request, io));
  return EXIT.ok;
}
