const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds before each attempt but the first, as Standard Webhooks proposes: three days in all. */
const WAITS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** After so many the delivery is given up, until somebody asks for a replay. */
export const ATTEMPTS = WAITS.length + 1;

/** How far a wait may be off, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * Milliseconds to wait before attempt `attempt + 1`, and never less than the receiver asked for. `random` is in [0, 1).
 */
export function retryWait(attempt: number, random: number, askedMs = 0): number {
  const wait = WAITS[attempt - 1] ?? 24 * HOUR;
  return Math.max(askedMs, Math.round(wait * (1 - JITTER + 2 * JITTER * random)));
}

/** The longest that a receiver may ask us to wait. */
const LONGEST_ASKED = 24 * HOUR;

/** What `Retry-After` asks for in milliseconds, at most a day; undefined when it says nothing that can be read. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const isDate = header.endsWith(" GMT");
  const ms = /^\d{1,9}$/.test(header)
    ? Number(header) * SECOND
    : (isDate ? Date.parse(header) : Number.NaN) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_ASKED, Math.max(0, ms));
}
