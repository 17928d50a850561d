import type { Delivery, Job } from "../outbox/job.ts";
import { isForbidden } from "./error-codes.ts";
import type { LarkFault } from "./lark-fault.ts";

/** What a fault of the platform means for the job: for later, or the end of it, with the fault's code. */
export function failedDelivery({ attempt }: Job, { code, kind, afterMs }: LarkFault): Delivery {
  const isOver = isForbidden(code) && attempt >= MOST_REQUESTS;
  if (kind === "config" && !isOver) return { kind: "retry", error: code, afterMs: CONFIG_MS };
  const given = isOver || kind === "final" || (kind === "unknown" && attempt >= MOST_GUESSES);
  return given ? { kind: "failed", error: code } : { kind: "retry", error: code, afterMs };
}

/** Somebody has to change a setting, and the card is still owed when they have. */
const CONFIG_MS = 60_000;

/**
 * Attempts at what the app may not do: with the outbox's back-off, a day in which somebody may give it the right. A
 * message in a group of another company may be one that it never may.
 */
const MOST_REQUESTS = 960;

/** Attempts at what no table explains: with the outbox's back-off, some ten minutes. */
const MOST_GUESSES = 16;
