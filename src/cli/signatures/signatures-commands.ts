import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { createSignatureCommand } from "./create-signature-command.ts";
import { listSignaturesCommand } from "./list-signatures-command.ts";
import { revokeSignatureCommand } from "./revoke-signature-command.ts";
import { showSignatureCommand } from "./show-signature-command.ts";
import { signatureImageCommand } from "./signature-image-command.ts";

/** `signatures`: the use of a picture of a signature, for a purpose and a time. */
export function signaturesCommands(parent: Command, io: Io, end: End): void {
  const signatures = parent
    .command("signatures")
    .helpCommand(false)
    .description("Ask for the use of a signature's picture, and get it while it is approved");
  createSignatureCommand(signatures, io, end);
  showSignatureCommand(signatures, io, end);
  listSignaturesCommand(signatures, io, end);
  signatureImageCommand(signatures, io, end);
  revokeSignatureCommand(signatures, io, end);
}
