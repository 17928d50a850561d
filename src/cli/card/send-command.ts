import type { Command } from "@commander-js/extra-typings";

import { createCardClient } from "../api/card-client.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { collect } from "../request/parse-options.ts";
import { type IdByKind, parseRecipient, RECIPIENT_FORMS } from "../request/parse-person.ts";
import { readJson } from "./read-json.ts";

/** `card send`: posts a card to chats and people. */
export function sendCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("send")
    .description("Post a card; prints its id")
    .requiredOption("--to <id>", `Where it goes: ${RECIPIENT_FORMS}; repeatable`, collect(parseRecipient))
    .requiredOption("--card <file>", "The card as JSON; - is standard input")
    .option("--actions <file>", "What its buttons do: the list of rules as JSON")
    .option("--idempotency-key <key>", "With the same key the same card is posted once")
    .addOption(jsonOption())
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((options) => end(send(options, io)));
}

interface SendOptions extends ConnectionOptions {
  readonly to: readonly IdByKind[];
  readonly card: string;
  readonly actions?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly json?: true | undefined;
}

async function send(
  { to, card, actions, idempotencyKey, json, ...options }: SendOptions,
  io: Io,
): Promise<ExitCode> {
  const body = {
    to,
    card: await readJson(card, io),
    ...(actions !== undefined && { actions: await readJson(actions, io) }),
  };
  const posted = await createCardClient(readConnection(options, io)).create(body, idempotencyKey);
  io.stdout.write(json ? `${JSON.stringify(posted, undefined, 2)}\n` : `${posted.id}\n`);
  return EXIT.ok;
}
