import { readFile } from "node:fs/promises";

import type { Command } from "@commander-js/extra-typings";

import { answerFault } from "../../protocol/answer.ts";
import { readMessage } from "../../protocol/callback-event.ts";
import { parseAction } from "../../protocol/card-action.ts";
import { type JsonObject, ownObject, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { DataDirOptions } from "../find-data-dir.ts";
import type { Io } from "../io.ts";
import { configOption, dataDirOption, jsonOption } from "../options.ts";
import { openHandlers } from "./open-handlers.ts";

interface TestOptions extends DataDirOptions {
  readonly event: string;
  readonly json?: true | undefined;
}

/** What a handler did, in the order in which it did it. */
interface Told {
  readonly log: string[];
  readonly calls: { readonly tool: string; readonly args: readonly unknown[] }[];
}

/** `handlers test`: one handler on one callback, without a server and without Lark. */
export function testCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("test")
    .description("Run one handler on a callback from a file; what it asks the server for is only noted")
    .argument("<name>", "The handler, by its file's name without the ending")
    .requiredOption("--event <file>", "The callback or event as JSON, decrypted, as Lark sends it")
    .addOption(configOption())
    .addOption(dataDirOption(io))
    .addOption(jsonOption())
    .action((name, options) => end(test(name, options, io)));
}

async function test(name: string, options: TestOptions, io: Io): Promise<ExitCode> {
  const told: Told = { log: [], calls: [] };
  const kept = new Map<unknown, unknown>();
  await using opened = await openHandlers(options, io, {
    async tool(_, tool, args) {
      told.calls.push({ tool, args });
      return give(tool, args, kept);
    },
    onLog: ({ level, message, details }) =>
      told.log.push([level, message, ...(details === undefined ? [] : [JSON.stringify(details)])].join(" ")),
    onPrint: (line) => told.log.push(line),
  });
  const handler = opened.handlers.find((one) => one.name === name);
  if (handler === undefined) throw notThere(name, opened.faults);
  if (opened.host === undefined || handler.url !== undefined) {
    throw new CliError("usage", `${name} is a forward, which runs elsewhere`);
  }
  const input = await readInput(options.event, handler.type);
  let answer: unknown;
  try {
    answer = (await opened.host.call(name, input)) ?? {};
  } catch (fault) {
    return report(io, options, told, { error: fault instanceof Error ? fault.message : String(fault) });
  }
  const isClick = handler.type === "card.action.trigger";
  const code = isClick ? answerFault(answer) : undefined;
  if (code !== undefined) return report(io, options, told, { answer, error: `Lark would show ${code}` });
  return report(io, options, told, isClick ? { answer } : {});
}

/** The store works, for the length of one run; everything else is answered as if it were done. */
function give(tool: string, [first, second]: readonly unknown[], kept: Map<unknown, unknown>): unknown {
  if (tool === "store.get") return kept.get(first);
  if (tool === "store.set") kept.set(first, second);
  if (tool === "store.delete") kept.delete(first);
  return tool.startsWith("approvals.") ? { id: "apr_test", status: "pending" } : undefined;
}

async function readInput(file: string, type: string): Promise<JsonObject> {
  try {
    const payload = parseJsonObject(await readFile(file));
    if (type === "card.action.trigger") return { ...parseAction(payload) };
    const message = readMessage(payload);
    if (message.kind === "challenge") throw new ProtocolError("malformed", "it is a challenge");
    const event = ownObject(payload, "event") ?? payload;
    return { event_id: message.eventId, type: message.eventType, tenant_key: message.tenantKey, event };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `${file}: ${why}`, { cause });
  }
}

interface Result {
  readonly answer?: unknown;
  readonly error?: string | undefined;
}

function report({ stdout }: Io, { json }: TestOptions, { log, calls }: Told, result: Result): ExitCode {
  if (json) stdout.write(`${JSON.stringify({ ...result, log, calls }, undefined, 2)}\n`);
  else {
    for (const line of log) stdout.write(`log    ${line}\n`);
    for (const { tool, args } of calls) stdout.write(`asked  ${tool} ${JSON.stringify(args)}\n`);
    if (result.answer !== undefined) stdout.write(`answer ${JSON.stringify(result.answer)}\n`);
    if (result.error !== undefined) stdout.write(`failed ${result.error}\n`);
  }
  return result.error === undefined ? EXIT.ok : EXIT.general;
}

function notThere(
  name: string,
  faults: readonly { readonly file: string; readonly message: string }[],
): CliError {
  const fault = faults.find(({ file }) => file.replace(/\.[a-z]+$/, "") === name);
  if (fault !== undefined) return new CliError("usage", `${fault.file}: ${fault.message}`);
  return new CliError("usage", `there is no handler ${name}`, { hint: "see countersign handlers list" });
}
