import type { ApiClient } from "../api/api-client.ts";
import type { ApprovalAnswer } from "../api/approval-answer.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, EXIT_OF_STATUS, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { paint, printable } from "../paint.ts";
import { describeEnd, describeVotes } from "./describe-approval.ts";
import { startProgress } from "./progress.ts";
import { type WaitEnd, waitForEnd } from "./wait-for-end.ts";

export interface WatchOptions {
  readonly client: Pick<ApiClient, "findEnded">;
  readonly known?: ApprovalAnswer | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly json?: true | undefined;
}

/** Seconds that a look is held. The end is told at once in any case; votes before it, only by the next look. */
const LOOK = { pipe: 25, terminal: 5 } as const;

/** Waits as whoever called the command sees it: progress on a terminal, the outcome, and the exit code that says it. */
export async function watchForEnd(id: string, options: WatchOptions, io: Io): Promise<ExitCode> {
  const interrupt = new AbortController();
  const stopHearing = io.onSignal(["SIGINT"], () => interrupt.abort());
  const progress = startProgress(
    io.stderr,
    options.known === undefined ? "waiting" : describeVotes(options.known),
  );
  let lost = false;
  try {
    const end = await waitForEnd(id, {
      client: options.client,
      known: options.known,
      seconds: options.timeout,
      lookSeconds: io.stderr.isTerminal ? LOOK.terminal : LOOK.pipe,
      interrupted: interrupt.signal,
      onLook(seen) {
        if (seen instanceof CliError && !lost)
          progress.say(`countersign: ${printable(seen.message)}; trying again\n`);
        lost = seen instanceof CliError;
        progress.show(seen instanceof CliError ? "the server is away" : describeVotes(seen));
      },
    });
    progress.stop();
    return tell(id, end, options, io);
  } finally {
    progress.stop();
    stopHearing();
  }
}

function tell(id: string, end: WaitEnd, { json }: WatchOptions, { stdout, stderr, self }: Io): ExitCode {
  if (end.kind === "interrupted") {
    stderr.write(
      `countersign: interrupted; the request stays open\n  to wait again: ${self} request wait ${id}\n`,
    );
    return EXIT.interrupted;
  }
  const { approval } = end;
  if (json) stdout.write(`${JSON.stringify(approval, undefined, 2)}\n`);
  if (approval.status === "pending") {
    stderr.write(
      `countersign: still pending (${describeVotes(approval)})\n  to wait again: ${self} request wait ${id}\n`,
    );
    return EXIT.timeout;
  }
  if (!json)
    stdout.write(
      `${paint(stdout, approval.status === "approved" ? "green" : "red", describeEnd(approval))}\n`,
    );
  return EXIT_OF_STATUS[approval.status];
}
