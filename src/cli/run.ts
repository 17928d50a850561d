import { CommanderError } from "@commander-js/extra-typings";

import { createProgram } from "./create-program.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { reportFault } from "./report-fault.ts";

/** Runs one command line (without the program's own name) to its end and answers the exit code. Never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let ended: ExitCode = EXIT.ok;
  const program = createProgram(io, async (code) => {
    ended = await code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return ended;
  } catch (fault) {
    // The library has said what is wrong by then; help and version are no faults.
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportFault(fault, io);
  }
}
