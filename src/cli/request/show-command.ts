import type { Command } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describeApproval } from "./describe-approval.ts";

/** `request show`: one request as it stands. */
export function showCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("show")
    .description("Show a request, its cards and its votes")
    .argument("<id>", "apr_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, options) => end(show(id, options, io)));
}

async function show(
  id: string,
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const approval = await createApiClient(readConnection(options, io)).find(id);
  io.stdout.write(json ? `${JSON.stringify(approval, undefined, 2)}\n` : describeApproval(approval));
  return EXIT.ok;
}
