import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createDelegationClient } from "../api/delegation-client.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { parseDuration } from "../request/parse-duration.ts";
import { type IdByKind, parsePerson } from "../request/parse-person.ts";

/** `delegations create`: hands an approver's place to another, also in what is pending. */
export function createDelegationCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("create")
    .description("Hand an approver's place to another for a time; it covers what is pending too")
    .requiredOption(
      "--from <id>",
      "The approver, by the id that requests name them by: ou_…, on_… or user:ID",
      parsePerson,
    )
    .requiredOption("--to <id>", "Who answers in their place: ou_…", parsePerson)
    .option("--for <time>", "For so long, such as 8h or 14d", parseDuration)
    .option("--until <time>", "Until then, such as 2026-03-09T18:00:00Z", parseTime)
    .option("--starts-at <time>", "From then on (default now)", parseTime)
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((options) => end(create(options, io)));
}

interface CreateOptions extends ConnectionOptions {
  readonly from: IdByKind;
  readonly to: IdByKind;
  readonly for?: number | undefined;
  readonly until?: string | undefined;
  readonly startsAt?: string | undefined;
  readonly json?: true | undefined;
}

async function create(
  { from, to, for: duration, until, startsAt, json, ...options }: CreateOptions,
  io: Io,
): Promise<ExitCode> {
  if ((duration === undefined) === (until === undefined))
    throw new CliError("usage", "say how long: one of --for and --until");
  const delegation = await createDelegationClient(readConnection(options, io)).create({
    from,
    to,
    duration,
    ends_at: until,
    starts_at: startsAt,
  });
  io.stdout.write(json ? `${JSON.stringify(delegation, undefined, 2)}\n` : `${delegation.id}\n`);
  return EXIT.ok;
}

/** A time with its zone, as the API takes it. */
function parseTime(text: string): string {
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))
    return new Date(text).toISOString();
  throw new InvalidArgumentError("Say it with its zone, as 2026-03-09T18:00:00Z or …+08:00.");
}
