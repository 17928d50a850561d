import { createScrubber, secretsIn } from "../scrub.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { printable } from "./paint.ts";

/** Says a fault on standard error, in one line and a hint, and answers how to end. Only what nobody foresaw has a stack. */
export function reportFault(fault: unknown, { stderr, env }: Pick<Io, "stderr" | "env">): ExitCode {
  const { scrub } = createScrubber(secretsIn(env));
  if (fault instanceof CliError) {
    stderr.write(scrub(`countersign: ${printable(fault.message)}\n`));
    if (fault.hint !== undefined) stderr.write(scrub(`  ${fault.hint}\n`));
    return EXIT[fault.code];
  }
  const said = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  stderr.write(scrub(`countersign: internal fault: ${said}\n`));
  return EXIT.internal;
}
