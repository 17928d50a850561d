import type { Command } from "@commander-js/extra-typings";

import { createCardClient } from "../api/card-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { tokenFileOption, urlOption } from "../options.ts";

/** `card show`: a posted card as it stands. There is no other way to write a card than JSON. */
export function showCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("show")
    .description("Show a posted card as it stands, with its messages and rules, as JSON")
    .argument("<id>", "pst_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((id, options) => end(show(id, options, io)));
}

async function show(id: string, options: ConnectionOptions, io: Io): Promise<ExitCode> {
  const card = await createCardClient(readConnection(options, io)).find(id);
  io.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
  return EXIT.ok;
}
