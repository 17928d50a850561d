import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { createWebhookClient, type WebhookClient } from "./webhook-client.ts";

export interface WebhookCommandOptions extends ConnectionOptions {
  readonly json?: true | undefined;
}

/** How an answer is told to people; `note` goes where programs do not read. */
export interface Told {
  readonly text?: string | undefined;
  readonly note?: string | undefined;
}

/** A command that takes one id: what the server answers is told in words, or whole as JSON. */
export function webhookCommand<T>(
  parent: Command,
  { name, about, id }: { readonly name: string; readonly about: string; readonly id: string },
  { io, end }: { readonly io: Io; readonly end: End },
  { ask, tell }: { ask: (client: WebhookClient, id: string) => Promise<T>; tell: (answer: T) => Told },
): void {
  parent
    .command(name)
    .description(about)
    .argument("<id>", id)
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((given, options) =>
      end(runWebhookCommand(options, io, { ask: (client) => ask(client, given), tell })),
    );
}

/** Asks the server, and tells what it answered. */
export async function runWebhookCommand<T>(
  { json, ...options }: WebhookCommandOptions,
  io: Io,
  { ask, tell }: { ask: (client: WebhookClient) => Promise<T>; tell: (answer: T) => Told },
): Promise<ExitCode> {
  const answer = await ask(createWebhookClient(readConnection(options, io)));
  if (json) {
    io.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const { text, note } = tell(answer);
  if (text !== undefined) io.stdout.write(text);
  if (note !== undefined) io.stderr.write(`${note}\n`);
  return EXIT.ok;
}
