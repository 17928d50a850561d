import { Argument, type Command } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describeEnd } from "../request/describe-approval.ts";

/** `decide`: breaks the glass. */
export function decideCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("decide")
    .description(
      "Break the glass: decide a request past its policy, with a token of the scope admin. " +
        "Its cards, the API and the audit log all say so, with the reason",
    )
    .argument("<id>", "apr_…")
    .addArgument(new Argument("<verdict>").choices(["approve", "reject"]))
    .requiredOption("--reason <text>", "Why; everybody who sees the decision sees it")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, verdict, options) => end(decide(id, verdict, options, io)));
}

interface DecideOptions extends ConnectionOptions {
  readonly reason: string;
  readonly json?: true | undefined;
}

async function decide(
  id: string,
  verdict: string,
  { reason, json, ...options }: DecideOptions,
  io: Io,
): Promise<ExitCode> {
  const approval = await createApiClient(readConnection(options, io)).decide(id, { verdict, reason });
  io.stdout.write(json ? `${JSON.stringify(approval, undefined, 2)}\n` : `${describeEnd(approval)}\n`);
  return EXIT.ok;
}
