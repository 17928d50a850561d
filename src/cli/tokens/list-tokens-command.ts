import type { Command } from "@commander-js/extra-typings";

import type { TokenRecord } from "../../storage/sqlite/token-store.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { type TokenOptions, withTokenStore } from "./with-token-store.ts";

/** `tokens list`: every token there ever was, without the tokens themselves. */
export function listTokensCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List the tokens by id and name")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .addOption(jsonOption())
    .action((options) => end(list(options, io)));
}

async function list(
  { json, ...options }: TokenOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const tokens = await withTokenStore(options, io, (store) => store.list());
  if (json) io.stdout.write(`${JSON.stringify({ data: tokens.map(tokenJson) }, undefined, 2)}\n`);
  else if (tokens.length > 0)
    io.stdout.write(drawTable(["ID", "NAME", "SCOPES", "CREATED", "REVOKED"], tokens.map(tokenRow)));
  else io.stderr.write("There are no tokens yet.\n");
  return EXIT.ok;
}

function tokenJson({ id, name, scopes, createdAt, revokedAt }: TokenRecord) {
  return { id, name, scopes, created_at: createdAt, revoked_at: revokedAt ?? null };
}

function tokenRow({ id, name, scopes, createdAt, revokedAt }: TokenRecord): readonly string[] {
  return [id, name, scopes.join(" "), createdAt.toISOString(), revokedAt?.toISOString() ?? "-"];
}
