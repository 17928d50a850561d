import { CliError } from "./cli-error.ts";
import type { Io } from "./io.ts";

/** Asks for a yes; nothing but y or yes is one. Throws CliError "usage" where nobody is there to be asked. */
export async function confirm(
  question: string,
  { isStdinTerminal, stdout, stderr, readLine }: Io,
): Promise<boolean> {
  if (!isStdinTerminal || !stdout.isTerminal) {
    throw new CliError("usage", "nobody is here to say yes", { hint: "--yes says it beforehand" });
  }
  stderr.write(`${question} [y/N] `);
  return /^y(es)?$/i.test((await readLine())?.trim() ?? "");
}
