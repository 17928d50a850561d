import type { Command } from "@commander-js/extra-typings";

import { type CardFinding, lintCard } from "../../card-schema/lint-card.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
import { readJson } from "./read-json.ts";

/** `card lint`: what the platform would say of a card, without a server. */
export function lintCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("lint")
    .description("Tell all that is wrong with a card before it is sent; ends with 1 where there is something")
    .argument("<file>", "The card as JSON; - is standard input")
    .addOption(jsonOption())
    .action((file, options) => end(lint(file, options, io)));
}

async function lint(file: string, { json }: { readonly json?: true | undefined }, io: Io): Promise<ExitCode> {
  const findings = lintCard(await readJson(file, io));
  io.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : findings.map(describe).join(""));
  return findings.length === 0 ? EXIT.ok : EXIT.general;
}

function describe({ severity, code, path, message, fix }: CardFinding): string {
  return `${severity} ${code} at ${path || "the card"}: ${message}\n  ${fix}\n`;
}
