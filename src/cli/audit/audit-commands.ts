import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { exportAuditCommand } from "./export-audit-command.ts";
import { verifyAuditCommand } from "./verify-audit-command.ts";

/** `audit`: the log of all that happened, read in the data directory itself; a server may run meanwhile. */
export function auditCommands(parent: Command, io: Io, end: End): void {
  const audit = parent
    .command("audit")
    .helpCommand(false)
    .description("Verify and export the log of all that happened, on the server's machine");
  verifyAuditCommand(audit, io, end);
  exportAuditCommand(audit, io, end);
}
