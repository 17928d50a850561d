import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createSignatureClient } from "../api/signature-client.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describeSignature } from "./describe-signature.ts";

/** `signatures show`: one as it stands. */
export function showSignatureCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("show")
    .description("Show a signature as it stands")
    .argument("<id>", "sig_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, options) => end(show(id, options, io)));
}

async function show(
  id: string,
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const signature = await createSignatureClient(readConnection(options, io)).find(id);
  io.stdout.write(json ? `${JSON.stringify(signature, undefined, 2)}\n` : describeSignature(signature));
  return EXIT.ok;
}
