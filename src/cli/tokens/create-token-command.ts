import { randomBytes } from "node:crypto";

import type { Command } from "@commander-js/extra-typings";

import { hashToken, mintToken } from "../../api-token.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { type TokenOptions, withTokenStore } from "./with-token-store.ts";

/** `tokens create`: a new token, shown this once. */
export function createTokenCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("create")
    .description("Make a token and print it; it cannot be shown again, for only its hash is kept")
    .requiredOption("--name <name>", "Who or what will use it")
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .addOption(jsonOption())
    .action((options) => end(create(options, io)));
}

async function create(
  { name, json, ...options }: TokenOptions & { readonly name: string; readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const token = mintToken(randomBytes);
  const record = { id: `tok_${Bun.randomUUIDv7().replaceAll("-", "")}`, name, createdAt: io.clock() };
  await withTokenStore({ ...options, create: true }, io, (store) => store.insert(record, hashToken(token)));
  const { id, createdAt: created_at } = record;
  io.stdout.write(json ? `${JSON.stringify({ id, name, token, created_at }, undefined, 2)}\n` : `${token}\n`);
  if (!json) io.stderr.write(`${id}, for ${name}. Keep it: it cannot be shown again.\n`);
  return EXIT.ok;
}
