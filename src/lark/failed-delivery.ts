import type { Delivery, Job } from "../outbox/job.ts";
import type { LarkFault } from "./lark-fault.ts";

/** What a fault of the platform means for the job: for later, or the end of it, with the fault's code. */
export function failedDelivery({ attempt }: Job, { code, kind, afterMs }: LarkFault): Delivery {
  if (kind === "config") return { kind: "retry", error: code, afterMs: CONFIG_MS };
  const given = kind === "final" || (kind === "unknown" && attempt >= MOST_GUESSES);
  return given ? { kind: "failed", error: code } : { kind: "retry", error: code, afterMs };
}

/** Somebody has to change a setting, and the card is still owed when they have. */
const CONFIG_MS = 60_000;

/** Attempts at what no table explains: with the outbox's back-off, some ten minutes. */
const MOST_GUESSES = 16;
