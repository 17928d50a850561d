import { InvalidArgumentError } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** Whether there is somebody who sees a question and can type an answer. */
export function canBeAsked({ isStdinTerminal, stderr }: Pick<Io, "isStdinTerminal" | "stderr">): boolean {
  return isStdinTerminal && stderr.isTerminal;
}

/** What somebody types, trimmed. Asks on standard error. Throws CliError `general` when the input ends instead. */
export async function ask(question: string, { stderr, readLine }: Io): Promise<string> {
  stderr.write(question);
  return answered(await readLine());
}

/** As `ask`, and the terminal shows nothing of it; until something is typed. */
export async function askSecret(question: string, { readHidden }: Io): Promise<string> {
  for (;;) {
    const answer = answered(await readHidden(question));
    if (answer !== "") return answer;
  }
}

/** As `ask`, until `read` can make something of it. */
export async function askUntil<T>(question: string, read: (text: string) => T, io: Io): Promise<T> {
  for (;;) {
    const answer = await ask(question, io);
    try {
      return read(answer);
    } catch (fault) {
      if (!(fault instanceof InvalidArgumentError)) throw fault;
      io.stderr.write(`  ${fault.message}\n`);
    }
  }
}

function answered(line: string | undefined): string {
  if (line === undefined) throw new CliError("general", "the input ended; nothing was set up");
  return line.trim();
}
