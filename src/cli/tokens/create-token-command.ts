import { randomBytes } from "node:crypto";

import type { Command } from "@commander-js/extra-typings";

import { hashToken, mintToken, type Scope } from "../../api-token.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { collect } from "../request/parse-options.ts";
import { parseScope } from "./parse-scope.ts";
import { type TokenOptions, withTokenStore } from "./with-token-store.ts";

/** `tokens create`: a new token, shown this once. */
export function createTokenCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("create")
    .description("Make a token and print it; it cannot be shown again, for only its hash is kept")
    .requiredOption("--name <name>", "Who or what will use it")
    .option(
      "--scope <scope>",
      "What it may be used for; repeatable: requests (the default: ask, show, wait, list, cancel), read, use (images of signatures), admin (everything)",
      collect(parseScope),
    )
    .addOption(dataDirOption(io))
    .addOption(configOption())
    .addOption(jsonOption())
    .action((options) => end(create(options, io)));
}

interface CreateOptions extends TokenOptions {
  readonly name: string;
  readonly scope?: readonly Scope[] | undefined;
  readonly json?: true | undefined;
}

async function create(
  { name, scope = ["requests"], json, ...options }: CreateOptions,
  io: Io,
): Promise<ExitCode> {
  const token = mintToken(randomBytes);
  const scopes = [...new Set(scope)];
  const record = { id: `tok_${Bun.randomUUIDv7().replaceAll("-", "")}`, name, scopes, createdAt: io.clock() };
  await withTokenStore({ ...options, create: true }, io, (store) => store.insert(record, hashToken(token)));
  const { id, createdAt: created_at } = record;
  const shown = { id, name, scopes, token, created_at };
  io.stdout.write(json ? `${JSON.stringify(shown, undefined, 2)}\n` : `${token}\n`);
  if (!json)
    io.stderr.write(`${id}, for ${name} (${scopes.join(", ")}). Keep it: it cannot be shown again.\n`);
  return EXIT.ok;
}
