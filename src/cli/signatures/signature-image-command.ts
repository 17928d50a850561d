import { writeFileSync } from "node:fs";

import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createSignatureClient } from "../api/signature-client.ts";
import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { tokenFileOption, urlOption } from "../options.ts";

/** `signatures image`: the picture into a file, for its owner alone. */
export function signatureImageCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("image")
    .description("Get the picture of an active signature; the server writes down that you did")
    .argument("<id>", "sig_…")
    .requiredOption("-o, --output <file>", "Where it is to be written")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .action((id, options) => end(save(id, options, io)));
}

async function save(
  id: string,
  { output, ...options }: ConnectionOptions & { readonly output: string },
  io: Io,
): Promise<ExitCode> {
  const bytes = await createSignatureClient(readConnection(options, io)).image(id);
  try {
    writeFileSync(output, bytes, { mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `--output ${output}: ${why}`, { cause });
  }
  return EXIT.ok;
}
