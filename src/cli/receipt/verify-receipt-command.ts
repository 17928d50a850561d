import { readFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printable } from "../paint.ts";

/** `receipt verify`: whether a receipt is genuine, with the public key alone. */
export function verifyReceiptCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("verify")
    .description("Check a receipt with the server's public key alone, and print what it proves")
    .argument("<file>", "the receipt, as receipt show prints it; - for the standard input")
    .requiredOption("--key <file>", "the public key: PEM, JWK, or what GET /v1/keys answered")
    .action((file, { key }) => end(verify(file, key, io)));
}

async function verify(file: string, keyFile: string, io: Io): Promise<ExitCode> {
  const { AuditError } = await import("../../audit/audit-error.ts");
  const { readPublicKeys, verifyReceipt } = await import("../../audit/verify-receipt.ts");
  const text = file === "-" ? await io.readStdin() : read(file);
  try {
    const verdict = verifyReceipt(text, readPublicKeys(read(keyFile)));
    if (verdict.kind !== "genuine") throw new CliError("general", `${file}: ${verdict.message}`);
    // What was verified and not what stands in the file: a name may be in there twice.
    io.stdout.write(`genuine\n${printableLines(JSON.stringify(verdict.receipt, undefined, 2))}\n`);
    return EXIT.ok;
  } catch (fault) {
    if (fault instanceof AuditError)
      throw new CliError("usage", `${keyFile}: ${fault.message}`, { cause: fault });
    throw fault;
  }
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `cannot read ${file}: ${why}`, { cause });
  }
}
