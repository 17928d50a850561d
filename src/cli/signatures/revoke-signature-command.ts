import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { createSignatureClient } from "../api/signature-client.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { describeSignature } from "./describe-signature.ts";

/** `signatures revoke`: from now on it may not be used. */
export function revokeSignatureCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("revoke")
    .description("End it at once, whether it was approved or is still pending")
    .argument("<id>", "sig_…")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((id, options) => end(revoke(id, options, io)));
}

async function revoke(
  id: string,
  { json, ...options }: ConnectionOptions & { readonly json?: true | undefined },
  io: Io,
): Promise<ExitCode> {
  const signature = await createSignatureClient(readConnection(options, io)).revoke(id);
  io.stdout.write(json ? `${JSON.stringify(signature, undefined, 2)}\n` : describeSignature(signature));
  return EXIT.ok;
}
