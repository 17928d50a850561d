import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption } from "../options.ts";
import { type TokenOptions, withTokenStore } from "./with-token-store.ts";

/** `tokens revoke`: from the next call on, the token is not taken any more. */
export function revokeTokenCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("revoke")
    .description("Revoke a token, from the next call on")
    .argument("<id>", "as tokens list shows it, tok_…")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .action((id, options) => end(revoke(id, options, io)));
}

async function revoke(id: string, options: TokenOptions, io: Io): Promise<ExitCode> {
  const found = await withTokenStore(options, io, (store) => store.revoke(id, io.clock()));
  if (!found) {
    throw new CliError("general", `there is no token ${id} in force`, {
      hint: "tokens list shows which there are",
    });
  }
  io.stderr.write(`${id} is revoked.\n`);
  return EXIT.ok;
}
