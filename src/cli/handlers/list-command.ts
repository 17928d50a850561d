import type { Command } from "@commander-js/extra-typings";

import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { openHandlers } from "./open-handlers.ts";

/** `handlers list`: what a server would load. */
export function listCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List the handlers of the data directory, and what each takes")
    .addOption(configOption())
    .addOption(dataDirOption(io))
    .addOption(jsonOption())
    .action((options) => end(list(options, io)));
}

async function list(options: DataDirOptions & { json?: true | undefined }, io: Io): Promise<ExitCode> {
  await using opened = await openHandlers(options, io);
  const { handlers, faults, dir } = opened;
  if (options.json) {
    const data = handlers.map(({ name, file, type, match, url }) => ({
      name,
      file,
      type,
      match,
      forward: url,
    }));
    io.stdout.write(`${JSON.stringify({ dir, handlers: data, faults }, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const rows = handlers.map(({ name, type, match, url, file }) => [
    name,
    type,
    match === undefined ? "" : JSON.stringify(match),
    url ?? file,
  ]);
  const broken = faults.map(({ file, message }) => [file, "broken", "", message]);
  if (rows.length + broken.length === 0) io.stderr.write(`countersign: there are no handlers in ${dir}\n`);
  else io.stdout.write(drawTable(["NAME", "TYPE", "MATCH", "RUNS"], [...rows, ...broken]));
  return EXIT.ok;
}
