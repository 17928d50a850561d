import type { Command } from "@commander-js/extra-typings";

import { createApiCall } from "../api/api-call.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { tokenFileOption, urlOption } from "../options.ts";

/** `receipt show`: the receipt as `receipt verify` takes it. */
export function showReceiptCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("show")
    .description("Print the receipt of a decision; kept in a file, it proves the decision without the server")
    .argument("<id>", "apr_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((id, options) => end(show(id, options, io)));
}

async function show(id: string, options: ConnectionOptions, io: Io): Promise<ExitCode> {
  const call = createApiCall(readConnection(options, io));
  const receipt = await call(`/v1/approvals/${encodeURIComponent(id)}/receipt`);
  io.stdout.write(`${JSON.stringify(receipt, undefined, 2)}\n`);
  return EXIT.ok;
}
