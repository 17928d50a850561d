import { broken, type Finding, ok, skipped } from "./finding.ts";

/** Seconds of difference that a signature may have by default, with room for the way. */
const MOST_SKEW = 60;

interface ClockOptions {
  readonly domain: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: () => Date;
}

/** How far this machine's clock is from Lark's, by the date of an answer. */
export async function checkClock({ domain, fetch, clock }: ClockOptions): Promise<Finding> {
  try {
    const { headers } = await fetch(`${domain}/open-apis/auth/v3/tenant_access_token/internal`, {
      redirect: "manual",
      signal: AbortSignal.timeout(5_000),
    });
    const theirs = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return skipped("clock", "Lark did not say what time it is");
    const seconds = Math.round(Math.abs(clock().getTime() - theirs) / 1000);
    if (seconds <= MOST_SKEW) return ok("clock", `${seconds} s from Lark's`);
    const said = `${seconds} s from Lark's: signatures would be refused`;
    return broken("clock", said, "set the clock: turn on NTP");
  } catch {
    const fix = "check the network, DNS and the proxy of this machine";
    return broken("network", `${domain} cannot be reached`, fix);
  }
}
