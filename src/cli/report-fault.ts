import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Output } from "./io.ts";
import { printable } from "./paint.ts";

/** Says a fault on standard error, in one line and a hint, and answers how to end. Only what nobody foresaw has a stack. */
export function reportFault(fault: unknown, stderr: Output): ExitCode {
  if (fault instanceof CliError) {
    stderr.write(`countersign: ${printable(fault.message)}\n`);
    if (fault.hint !== undefined) stderr.write(`  ${fault.hint}\n`);
    return EXIT[fault.code];
  }
  stderr.write(
    `countersign: internal fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
  );
  return EXIT.internal;
}
