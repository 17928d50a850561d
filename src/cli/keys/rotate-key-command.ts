import { Argument, type Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { createWebhookClient } from "../webhooks/webhook-client.ts";
import { createKeyClient } from "./key-client.ts";

type RotateFlags = ConnectionOptions & { readonly json?: true | undefined };

const WHICH = ["seal", "receipt", "links", "webhook"] as const;
type Which = (typeof WHICH)[number];

/** What the old key is good for from then on. */
const AFTER: Readonly<Record<Exclude<Which, "webhook">, string>> = {
  seal: "What is sealed is sealed anew with it now, and then the old key is dropped.",
  receipt: "Receipts that the old key signed go on being genuine: GET /v1/keys has both.",
  links: "Links that the old key signed last to their end, a day at most.",
};

/** `keys rotate`: another key from now on; the server goes on meanwhile, and what was made before still counts. */
export function rotateKeyCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("rotate")
    .description("Make a new key while the server runs; what was made with the old one still counts")
    .addArgument(new Argument("<key>", "what it is for").choices(WHICH))
    .argument("[webhook]", "of webhook: its id, whk_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((which, webhook, options) => end(rotate(which, webhook, options, io)));
}

async function rotate(
  which: Which,
  webhook: string | undefined,
  { json, ...options }: RotateFlags,
  io: Io,
): Promise<ExitCode> {
  if ((which === "webhook") !== (webhook !== undefined))
    throw new CliError("usage", "the id of a webhook belongs to keys rotate webhook, and to no other");
  const connection = readConnection(options, io);
  if (which === "webhook") {
    const answer = await createWebhookClient(connection).act(webhook ?? "", "rotate");
    io.stdout.write(json ? `${JSON.stringify(answer, undefined, 2)}\n` : `${answer.secret ?? ""}\n`);
    io.stderr.write("Keep it: it cannot be shown again. For a day the one before signs too.\n");
    return EXIT.ok;
  }
  const key = await createKeyClient(connection).rotate(which === "links" ? "link" : which);
  io.stdout.write(json ? `${JSON.stringify(key, undefined, 2)}\n` : `${key.id}\n`);
  io.stderr.write(`${AFTER[which]}\n`);
  return EXIT.ok;
}
