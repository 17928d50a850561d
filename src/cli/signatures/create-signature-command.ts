import { readFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createSignatureClient } from "../api/signature-client.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { parseDuration } from "../request/parse-duration.ts";
import { collect, parseVotes } from "../request/parse-options.ts";
import { parseApprover, parseRecipient, parseRequester, RECIPIENT_FORMS } from "../request/parse-person.ts";
import { requestBody, type RequestFlags } from "../request/request-body.ts";

/** `signatures create`: sends a card with the picture to people. */
export function createSignatureCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("create")
    .description("Ask for the use of a signature: a card with its picture goes to each --to")
    .requiredOption("--image <file>", "PNG, JPEG or WebP, at most 10 MB; what else is in it is left out")
    .requiredOption("--purpose <text>", "What it is to be put under")
    .requiredOption(
      "--validity <time>",
      'How long it may be used once approved, such as "1 week" or "12 hours"',
    )
    .requiredOption("--requested-by <who>", "An id, or a name such as Legal", parseRequester)
    .option("--to <id>", `Where a card goes: ${RECIPIENT_FORMS}; repeatable`, collect(parseRecipient))
    .option(
      "--approver <id>",
      "Who may answer: ou_…, on_… or user:ID; repeatable; or: anyone",
      collect(parseApprover),
    )
    .option("--title <text>", "What the card is called (default: from the purpose)")
    .option("--approve <count>", "So many have to approve (default 1)", parseVotes)
    .option("--reject <count>", "So many have to reject (default 1)", parseVotes)
    .option("--expires-in <time>", "When it ends unanswered, such as 1h or 7d (default 7d)", parseDuration)
    .addOption(jsonOption())
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((options) => end(create(options, io)));
}

interface CreateOptions extends RequestFlags, ConnectionOptions {
  readonly image: string;
  readonly purpose: string;
  readonly validity: string;
  readonly json?: true | undefined;
}

async function create(
  { image, purpose, validity, json, ...options }: CreateOptions,
  io: Io,
): Promise<ExitCode> {
  const { title = `Signature: ${purpose}` } = options;
  const request = { ...requestBody({ ...options, title }), purpose, validity };
  const client = createSignatureClient(readConnection(options, io));
  const signature = await client.create(readImage(image), request);
  io.stdout.write(json ? `${JSON.stringify(signature, undefined, 2)}\n` : `${signature.id}\n`);
  return EXIT.ok;
}

function readImage(file: string): Blob {
  try {
    return new Blob([readFileSync(file)]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `--image ${file}: ${why}`, { cause });
  }
}
