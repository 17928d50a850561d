import type { Command } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describeEnd } from "./describe-approval.ts";

/** `request cancel`: takes a pending request back. */
export function cancelCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("cancel")
    .description("Take a pending request back; its cards turn grey")
    .argument("<id>", "apr_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, options) => end(cancel(id, options, io)));
}

async function cancel(
  id: string,
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const approval = await createApiClient(readConnection(options, io)).cancel(id);
  io.stdout.write(json ? `${JSON.stringify(approval, undefined, 2)}\n` : `${describeEnd(approval)}\n`);
  return EXIT.ok;
}
