import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { openHandlers } from "./open-handlers.ts";

/** `handlers check`: loads each file, and says of each fault where it is. */
export function checkCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("check")
    .description("Load each handler in a process that is thrown away; ends with 2 where one is broken")
    .addOption(configOption())
    .addOption(dataDirOption(io))
    .addOption(jsonOption())
    .action((options) => end(check(options, io)));
}

async function check(options: DataDirOptions & { json?: true | undefined }, io: Io): Promise<ExitCode> {
  await using opened = await openHandlers(options, io);
  const { handlers, faults } = opened;
  if (options.json) io.stdout.write(`${JSON.stringify(faults, undefined, 2)}\n`);
  else {
    for (const { name, type } of handlers) io.stdout.write(`✓ ${name}: ${type}\n`);
    for (const { file, message } of faults) io.stdout.write(`✗ ${file}: ${message}\n`);
  }
  return faults.length === 0 ? EXIT.ok : EXIT.usage;
}
