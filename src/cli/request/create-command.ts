import { readFileSync } from "node:fs";

import { type Command, Option } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { isObject } from "../api/approval-answer.ts";
import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { createExamples } from "./create-examples.ts";
import { parseDuration } from "./parse-duration.ts";
import { collect, parseField, parseMetadata, parseVotes } from "./parse-options.ts";
import { parseApprover, parseRecipient, parseRequester, RECIPIENT_FORMS } from "./parse-person.ts";
import { parseQuietHours, parseReminder } from "./parse-reminder.ts";
import { parseEscalation, parseStage } from "./parse-stage.ts";
import { requestBody, type RequestFlags } from "./request-body.ts";
import { watchForEnd } from "./watch-for-end.ts";

/** `request create`: sends a card to people and, if asked, waits for their answer. */
export function createCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("create")
    .description(
      "Ask people for an approval: a card goes to each --to, and its buttons count for each --approver",
    )
    .optionsGroup("What is asked, and of whom (all three are needed, or --title and a --stage):")
    .option("--title <text>", "What is asked, in a line")
    .option("--to <id>", `Where a card goes: ${RECIPIENT_FORMS}; repeatable`, collect(parseRecipient))
    .option(
      "--approver <id>",
      "Who may answer: ou_…, on_… or user:ID; the members of chat:oc_…, department:ID or group:ID; repeatable; or: anyone",
      collect(parseApprover),
    )
    .option(
      "--stage <stage>",
      "One of several decisions in a row: to=oc_…;approvers=ou_…,chat:oc_…;approve=2;reject=1, or JSON; repeatable, in place of --to, --approver and the counts",
      collect(parseStage),
    )
    .optionsGroup("What the card says:")
    .option("--summary <markdown>", "The why and what, below the title")
    .option("--field <label=value>", "A fact on the card; repeatable", collect(parseField))
    .option("--requested-by <who>", "An id, or a name such as CI", parseRequester)
    .addOption(new Option("--risk <level>", "How it is marked").choices(["low", "normal", "high"]))
    .optionsGroup("The rule:")
    .option("--approve <count>", "So many have to approve (default 1)", parseVotes)
    .option("--reject <count>", "So many have to reject (default 1)", parseVotes)
    .option("--allow-self-approval", "Count the requester's own answer")
    .option(
      "--expires-in <time>",
      "When it ends unanswered, such as 30m, 1h or 7d (default 7d)",
      parseDuration,
    )
    .addOption(
      new Option("--reason <when>", "Whether who rejects says why (default off)").choices([
        "off",
        "optional",
        "required",
      ]),
    )
    .option("--comment", "Let who approves add a word")
    .option("--supersedes <id>", "The pending request that this one takes the place of, apr_…")
    .optionsGroup("While nobody answers:")
    .option(
      "--remind <time>",
      "Remind after so long, then after twice the time; 1h, or 1h,urgent",
      parseReminder,
    )
    .option("--quiet-hours <hours>", 'When nobody is reminded: "22:00-08:00 Asia/Shanghai"', parseQuietHours)
    .option(
      "--escalate <whom>",
      "Add and tell further approvers: after=4h;to=oc_…;approvers=ou_…, or JSON",
      parseEscalation,
    )
    .optionsGroup("For programs:")
    .option("--webhook-url <url>", "Told of the end")
    .option("--from <file>", "A JSON body for the API, - is standard input; flags go over it")
    .option("--metadata <key=value>", "Kept and given back; repeatable, or a JSON object", parseMetadata)
    .option("--idempotency-key <key>", "Ask only once, however often this key and body are sent")
    .option("--wait", "Wait for the end")
    .option("--timeout <time>", "With --wait: give up after so long, such as 10m", parseDuration)
    .addOption(jsonOption())
    .optionsGroup("The server:")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addHelpText("after", () => createExamples(io.self))
    .action((options) => end(create(options, io)));
}

interface CreateOptions extends RequestFlags, ConnectionOptions {
  readonly from?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly wait?: true | undefined;
  readonly timeout?: number | undefined;
  readonly json?: true | undefined;
}

async function create(
  { from, idempotencyKey, wait, timeout, json, ...options }: CreateOptions,
  io: Io,
): Promise<ExitCode> {
  if (timeout !== undefined && !wait)
    throw new CliError("usage", "--timeout is for --wait, which is missing");
  const client = createApiClient(readConnection(options, io));
  const body = requestBody(options, from === undefined ? {} : await readBody(from, io));
  const approval = await client.create(body, idempotencyKey);
  if (wait) {
    io.stderr.write(`asked: ${approval.id}\n`);
    return watchForEnd(approval.id, { client, known: approval, timeout, json }, io);
  }
  io.stdout.write(json ? `${JSON.stringify(approval, undefined, 2)}\n` : `${approval.id}\n`);
  return EXIT.ok;
}

async function readBody(file: string, io: Io): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = JSON.parse(file === "-" ? await io.readStdin() : readFileSync(file, "utf8"));
    if (isObject(body)) return body;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `--from ${file}: ${why}`, { cause });
  }
  throw new CliError("usage", `--from ${file}: not a JSON object`);
}
