import type { Command } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { printable } from "../paint.ts";
import { describePerson } from "./describe-person.ts";
import { type IdByKind, parsePerson } from "./parse-person.ts";

/** `request explain`: whether a person may answer now, and if not, why. */
export function explainCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("explain")
    .description("Say whether a person may answer a request now, and if not, why; exits 0 if so, 1 if not")
    .argument("<id>", "apr_…")
    .requiredOption("--as <id>", "Who: ou_…, on_… or user:ID", parsePerson)
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, options) => end(explain(id, options, io)));
}

interface ExplainOptions extends ConnectionOptions {
  readonly as: IdByKind;
  readonly json?: true | undefined;
}

async function explain(id: string, { as, json, ...options }: ExplainOptions, io: Io): Promise<ExitCode> {
  const explanation = await createApiClient(readConnection(options, io)).explain(id, as);
  const { allowed, message, for: approver } = explanation;
  const who = approver === undefined ? "." : `: ${describePerson(approver)}.`;
  io.stdout.write(
    json ? `${JSON.stringify(explanation, undefined, 2)}\n` : `${printable(message).replace(/\.$/, who)}\n`,
  );
  return allowed ? EXIT.ok : EXIT.general;
}
