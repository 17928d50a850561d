import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createSignatureClient } from "../api/signature-client.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";

/** `signatures list`: the newest first. */
export function listSignaturesCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List signatures, newest first")
    .option("--limit <count>", "So many at most (default 20, at most 100)")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((options) => end(list(options, io)));
}

interface ListOptions extends ConnectionOptions {
  readonly limit?: string | undefined;
  readonly json?: true | undefined;
}

async function list({ limit, json, ...options }: ListOptions, io: Io): Promise<ExitCode> {
  const client = createSignatureClient(readConnection(options, io));
  const signatures = await client.list(limit === undefined ? {} : { limit });
  const rows = signatures.map(({ id, status, purpose, valid_until }) => [
    id,
    status,
    valid_until ?? "",
    purpose,
  ]);
  io.stdout.write(
    json
      ? `${JSON.stringify(signatures, undefined, 2)}\n`
      : drawTable(["id", "status", "valid until", "purpose"], rows),
  );
  return EXIT.ok;
}
