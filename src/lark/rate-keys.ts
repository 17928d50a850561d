import type { RateKey } from "./rate-limiter.ts";

/**
 * The limits that a call keeps to. `rate` is calls a second to one API; 0 keeps none, and only heeds the platform's
 * own "wait". `target` is the chat, person or message that the call is about.
 */
export function rateKeys(rate: number, api: string, target?: string): readonly [RateKey, ...RateKey[]] {
  const whole = { key: api, limit: rate, spanMs: 1_000 };
  if (rate === 0) return [whole];
  const minute = { key: `${api} minute`, limit: rate * PER_MINUTE, spanMs: 60_000 };
  if (target === undefined) return [whole, minute];
  return [whole, minute, { key: `${api} ${target}`, limit: PER_TARGET, spanMs: TARGET_SPAN_MS }];
}

/** The tier of 50 a second is also one of 1,000 a minute (Lark, "Frequency control"). */
const PER_MINUTE = 20;

/** Messages to one chat or person, and updates of one message, a second (Lark, "Send message"). */
const PER_TARGET = 5;
/** Calls do not all take as long to arrive, and this limit has no room below the platform's. */
const TARGET_SPAN_MS = 1_100;
