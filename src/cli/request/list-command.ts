import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

import { createApiClient, type ListQuery } from "../api/api-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";

/** `request list`: the newest requests, a page at a time. */
export function listCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List requests, newest first")
    .addOption(STATUS_OPTION)
    .option("--limit <count>", "So many at most, up to 100", parseLimit, "20")
    .option("--cursor <cursor>", "Go on where the page before ended")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action(({ status, limit, cursor, ...options }) => end(list({ status, limit, cursor }, options, io)));
}

const STATUS_OPTION = new Option("--status <status>", "Only those in this state").choices([
  "pending",
  "approved",
  "rejected",
  "expired",
  "cancelled",
]);

async function list(
  query: ListQuery,
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const page = await createApiClient(readConnection(options, io)).list(query);
  if (json) {
    io.stdout.write(`${JSON.stringify(page, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const rows = page.data.map(({ id, status, created_at, title }) => [id, status, created_at, title]);
  if (rows.length > 0) io.stdout.write(drawTable(["ID", "STATUS", "ASKED", "TITLE"], rows));
  else io.stderr.write("There are none.\n");
  if (page.next_cursor !== null) io.stderr.write(`There are more: --cursor ${page.next_cursor}\n`);
  return EXIT.ok;
}

function parseLimit(text: string): string {
  if (/^(?:[1-9]\d?|100)$/.test(text)) return text;
  throw new InvalidArgumentError("Say it as a whole number from 1 to 100.");
}
