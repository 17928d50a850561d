import { setTimeout as sleep } from "node:timers/promises";

import type { ApiClient } from "../api/api-client.ts";
import type { ApprovalAnswer } from "../api/approval-answer.ts";
import { CliError, type CliErrorCode } from "../cli-error.ts";

export interface WaitOptions {
  readonly client: Pick<ApiClient, "findEnded">;
  /** As the server last had it, if it was ever asked. */
  readonly known?: ApprovalAnswer | undefined;
  /** How long to wait in all; without it, as long as it takes. */
  readonly seconds?: number | undefined;
  /** How long the server is asked to hold each look. */
  readonly lookSeconds: number;
  readonly interrupted: AbortSignal;
  /** After each look that did not end the wait: what was seen, or why nothing could be. */
  readonly onLook: (seen: ApprovalAnswer | CliError) => void;
}

export type WaitEnd =
  | { readonly kind: "ended" | "timeout"; readonly approval: ApprovalAnswer }
  | { readonly kind: "interrupted" };

/** What a server that starts again brings with it, and what a proxy says meanwhile. */
const PASSING: ReadonlySet<CliErrorCode> = new Set(["network", "internal"]);
/** Milliseconds beyond the deadline for the last answer to come in. */
const GRACE = 1_000;
/** Milliseconds: no timer can be longer. */
const LONGEST = 2 ** 31 - 1;

/**
 * Waits for the request to end. A server that goes away meanwhile is looked for until it is back, or the time is over.
 * Throws CliError for what waiting cannot mend, and when the server was never there: at once if no time was set.
 */
export async function waitForEnd(id: string, options: WaitOptions): Promise<WaitEnd> {
  const { known, seconds, interrupted, onLook } = options;
  let approval = known;
  let fault = new CliError("network", "no answer in time");
  for await (const seen of looks(id, options)) {
    if (seen instanceof CliError) {
      if (!PASSING.has(seen.code) || (approval ?? seconds) === undefined) throw seen;
      fault = seen;
    } else {
      if (seen.status !== "pending") return { kind: "ended", approval: seen };
      approval = seen;
    }
    onLook(seen);
  }
  if (interrupted.aborted) return { kind: "interrupted" };
  if (approval === undefined) throw fault;
  return { kind: "timeout", approval };
}

/** What each look at the server shows, as often as there is reason to look, until the time is over. */
async function* looks(
  id: string,
  { client, seconds = Number.POSITIVE_INFINITY, lookSeconds, interrupted }: WaitOptions,
): AsyncGenerator<ApprovalAnswer | CliError> {
  const deadline = performance.now() + seconds * 1000;
  const left = (): number => Math.max(0, deadline - performance.now());
  const stop = AbortSignal.any([interrupted, AbortSignal.timeout(Math.min(left() + GRACE, LONGEST))]);
  let failures = 0;
  do {
    const hold = Math.min(left() / 1000, lookSeconds);
    const began = performance.now();
    const seen = await look(client, id, hold, stop);
    if (seen === undefined) return;
    const early = performance.now() - began < hold * 500;
    yield seen;
    failures = seen instanceof CliError ? failures + 1 : 0;
    await pause(Math.min(left(), failures > 0 ? backOff(failures) : early ? 1_000 : 0), stop);
  } while (left() > 0 && !stop.aborted);
}

/** Undefined when it was told to stop. */
async function look(
  client: WaitOptions["client"],
  id: string,
  seconds: number,
  stop: AbortSignal,
): Promise<ApprovalAnswer | CliError | undefined> {
  try {
    return await client.findEnded(id, seconds, stop);
  } catch (fault) {
    if (fault instanceof CliError) return fault;
    if (stop.aborted) return undefined;
    throw fault;
  }
}

/** Milliseconds before the server is looked for again: 0.25 s, doubled each time, 5 s at most, and not all at once. */
function backOff(failures: number): number {
  return Math.min(5_000, 250 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal: stop }).catch(() => {});
}
