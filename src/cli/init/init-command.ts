import { type Command, Option } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
import { parseDuration } from "../request/parse-duration.ts";
import { parseRecipient, RECIPIENT_FORMS } from "../request/parse-person.ts";
import type { InitOptions } from "./init-options.ts";

/** `init`: from nothing to a first card that somebody pressed. */
export function initCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("init")
    .description("Set it up: the app, its settings in a file of their owner's alone, and a first card")
    .addOption(
      new Option("--qr", "Make the app by a code that you scan with Lark or Feishu").conflicts([
        "appId",
        "appSecretFile",
      ]),
    )
    .option("--app-id <id>", "An app that is there already, cli_… (LARK_APP_ID)")
    .option("--app-secret-file <file>", "A file that holds its secret (LARK_APP_SECRET)")
    .option("--domain <domain>", "lark, feishu or a URL: where the app is (LARK_DOMAIN)")
    .addOption(
      new Option(
        "--transport <transport>",
        "How clicks come in: socket needs no public address, and is the default",
      ).choices(["socket", "http", "both"] as const),
    )
    .option("--encrypt-key-file <file>", "For http: a file that holds the callback's key (LARK_ENCRYPT_KEY)")
    .option(
      "--verification-token-file <file>",
      "For http: a file that holds the callback's token (LARK_VERIFICATION_TOKEN)",
    )
    .option("--listen <host:port>", "For http: where the server listens (COUNTERSIGN_LISTEN)")
    .option("--public-url <url>", "For http: how Lark reaches it (COUNTERSIGN_PUBLIC_URL)")
    .option("--to <id>", `Who gets the first card: ${RECIPIENT_FORMS}`, parseRecipient)
    .option("--no-card", "Send no first card")
    .option("--timeout <time>", "How long to wait for the click", parseDuration, 300)
    .option("-c, --config <file>", "The file to write (COUNTERSIGN_CONFIG; without it, the usual one)")
    .option("-f, --force", "Take up a file that is there: what is not said anew stays as it is")
    .addOption(jsonOption())
    .addHelpText("after", examples(io))
    .action((options) => end(init(options, io)));
}

async function init(options: InitOptions, io: Io) {
  const { runInit } = await import("./run-init.ts");
  return runInit(options, io);
}

function examples({ self }: Io): string {
  return `
Secrets are no flags, where every user of the machine could read them: they come from files, from the environment, or
are asked for.

Examples:
  ${self} init --qr
  ${self} init --app-id cli_a1b2 --domain feishu --to ann@example.com`;
}
