import type { FaultPoint, Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { faulty } from "./faulty.ts";
import { PlatformError } from "./platform-error.ts";
import type { RateLimit } from "./rate-limit.ts";
import { refuse, tooFrequent } from "./refusal.ts";

/** One call that the gateway has let through. */
export interface Call {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
}

/** Carries out one call; what it returns is the body of the answer. Throws PlatformError to refuse. */
export type Work = (call: Call) => object | Promise<object>;

interface Door {
  /** The name that rate limits count under: one for each API. */
  readonly api: string;
  readonly fault?: FaultPoint | undefined;
  /** Token endpoints are open to those who have no token yet. */
  readonly public?: boolean | undefined;
}

interface ApiLimits {
  readonly perSecond: number;
  readonly perMinute: number;
}

export interface GatewayOptions {
  readonly tokens: AccessTokens;
  readonly faults: Faults;
  readonly rate: RateLimit;
  /** For each API; undefined is no limit. */
  readonly limits: ApiLimits | undefined;
  readonly ids: Ids;
}

interface HandlerContext {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
}

/** Makes a route's handler out of its work. */
export type Gateway = (door: Door, work: Work) => (context: HandlerContext) => Promise<Response>;

/** The platform's front door: token, rate and faults are seen to here. Every answer carries `x-tt-logid`. */
export function createGateway({ tokens, faults, rate, limits, ids }: GatewayOptions): Gateway {
  return (door, work) =>
    async ({ request, params }) => {
      const logId = ids.next("02");
      const authorization = request.headers.get("authorization");
      const answer = () =>
        carryOut(logId, () => {
          if (!door.public) tokens.check(authorization);
          if (limits) checkRate(rate, door.api, limits);
          return work({ request, params, query: new URL(request.url).searchParams });
        });
      const fault = faults.take(door.fault);
      if (!fault) return answer();
      return faulty(fault, { answer, logId, revokeToken: () => tokens.revoke(authorization) });
    };
}

async function carryOut(logId: string, work: () => object | Promise<object>): Promise<Response> {
  try {
    return Response.json(await work(), { headers: { "x-tt-logid": logId } });
  } catch (error) {
    if (error instanceof PlatformError) return refuse(error, logId);
    throw error;
  }
}

function checkRate(rate: RateLimit, api: string, { perSecond, perMinute }: ApiLimits): void {
  const over = rate.take(`${api}/s`, perSecond, 1000) ?? rate.take(`${api}/min`, perMinute, 60_000);
  if (over) throw tooFrequent(perSecond, over.waitMs);
}
