import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createDelegationClient } from "../api/delegation-client.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { tokenFileOption, urlOption } from "../options.ts";

/** `delegations revoke`: from the next click on, the place is its owner's alone again. */
export function revokeDelegationCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("revoke")
    .description("Revoke a delegation, from the next click on")
    .argument("<id>", "as delegations list shows it, dlg_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((id, options) => end(revoke(id, options, io)));
}

async function revoke(id: string, options: ConnectionOptions, io: Io): Promise<ExitCode> {
  await createDelegationClient(readConnection(options, io)).revoke(id);
  io.stderr.write(`${id} is revoked.\n`);
  return EXIT.ok;
}
