import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { showReceiptCommand } from "./show-receipt-command.ts";
import { verifyReceiptCommand } from "./verify-receipt-command.ts";

/** `receipt`: decisions that can be proved without the server. */
export function receiptCommands(parent: Command, io: Io, end: End): void {
  const receipt = parent
    .command("receipt")
    .helpCommand(false)
    .description("Fetch the signed receipt of a decision, and verify one offline");
  showReceiptCommand(receipt, io, end);
  verifyReceiptCommand(receipt, io, end);
}
