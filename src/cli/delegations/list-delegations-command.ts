import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createDelegationClient } from "../api/delegation-client.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describePerson } from "../request/describe-person.ts";

/** `delegations list`: all there were, those that are over too. */
export function listDelegationsCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List the delegations, newest first")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((options) => end(list(options, io)));
}

async function list(
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const page = await createDelegationClient(readConnection(options, io)).list();
  const rows = page.data.map(({ id, from, to, starts_at, ends_at, revoked_at }) => [
    id,
    describePerson(from),
    describePerson(to),
    starts_at,
    ends_at,
    revoked_at ?? "-",
  ]);
  if (json) io.stdout.write(`${JSON.stringify(page, undefined, 2)}\n`);
  else if (rows.length > 0)
    io.stdout.write(drawTable(["ID", "FROM", "TO", "STARTS", "ENDS", "REVOKED"], rows));
  else io.stderr.write("There are none.\n");
  return EXIT.ok;
}
