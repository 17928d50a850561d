import { EXIT, type ExitCode } from "../exit-codes.ts";
import { hearInterrupt } from "../hear-interrupt.ts";
import type { Io } from "../io.ts";
import { gatherAnswers } from "./gather-answers.ts";
import type { InitOptions } from "./init-options.ts";
import { nextSteps } from "./next-steps.ts";
import { setUp } from "./set-up.ts";
import { createSteps, StepFault, type Steps } from "./steps.ts";
import { tryIt } from "./try-it.ts";

/** Asks, tries, writes, and ends with a card that somebody pressed; each step is told when it is done. Throws CliError. */
export async function runInit(options: InitOptions, io: Io): Promise<ExitCode> {
  const answers = await gatherAnswers(options, io);
  const steps = createSteps(io, options.json === true);
  const interrupted = hearInterrupt(io);
  const { signal } = interrupted;
  try {
    const found = await setUp(answers, { steps, io, signal });
    const to = options.card ? await tryIt(found, { steps, io, signal, seconds: options.timeout }) : found.to;
    tell(EXIT.ok, answers.path, steps, options, io);
    if (options.json !== true)
      io.stdout.write(`\n${options.card ? "It works. " : ""}Next:\n${nextSteps(answers.path, to, io)}`);
    return EXIT.ok;
  } catch (fault) {
    if (signal.aborted) return EXIT.interrupted;
    if (!(fault instanceof StepFault)) throw fault;
    steps.note(fault.finding);
    tell(fault.exit, answers.path, steps, options, io);
    return fault.exit;
  } finally {
    interrupted.stop();
  }
}

/** For programs all of it, at the end; people have read the steps by then. */
function tell(exit: ExitCode, path: string, { findings }: Steps, { json }: InitOptions, io: Io): void {
  if (json !== true) return;
  const all = { ok: exit === EXIT.ok, settings: path, steps: findings };
  io.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
}
