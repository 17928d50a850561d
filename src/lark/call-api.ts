import type { JsonObject } from "../protocol/json-object.ts";
import type { AccessToken } from "./access-token.ts";
import type { ApiFamily } from "./error-codes.ts";
import { type Fetch, httpCall } from "./http-call.ts";
import { failure, type LarkFailure, type LarkFault, type LarkResult } from "./lark-fault.ts";
import { rateKeys } from "./rate-keys.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { readAnswer } from "./read-answer.ts";

/** What a call is made for, as the log names it. */
export interface Cause {
  readonly request_id?: string | undefined;
  readonly approval_id?: string | undefined;
  readonly posting_id?: string | undefined;
  readonly card?: string | undefined;
}

export interface ApiCall {
  /** The name that limits count under and the log shows. */
  readonly api: string;
  readonly family: ApiFamily;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: object | undefined;
  /** The chat, person or message it is about, if the platform limits calls about one. */
  readonly target?: string | undefined;
  /** What is in it and may not be repeated, in the log or anywhere. */
  readonly secret?: string | undefined;
  readonly cause?: Cause | undefined;
}

export type ApiAnswer = LarkResult<{ readonly body: JsonObject }>;

export interface Caller {
  readonly baseUrl: string;
  readonly rate: number;
  readonly fetch: Fetch;
  readonly clock: () => Date;
  readonly timeoutMs: number;
  readonly limiter: RateLimiter;
  readonly secrets: () => readonly string[];
  /** Told of every call that was made, and of what went wrong with it. */
  readonly onCall: (api: string, fault: LarkFault | undefined, cause?: Cause) => void;
}

/**
 * One call with the tenant access token. If the token is refused it is dropped and the call is made once more with a
 * new one; if the "new" one is the refused one again, that is the answer.
 */
export async function callWithToken(call: ApiCall, caller: Caller, token: AccessToken): Promise<ApiAnswer> {
  const first = await token.get();
  if (!first.ok) return first;
  const answer = await callApi(call, caller, first.token);
  if (answer.ok || answer.error.kind !== "refresh") return answer;
  token.drop(first.token);
  const second = await token.get();
  if (!second.ok) return second;
  if (second.token === first.token) return tryLater(answer);
  const again = await callApi(call, caller, second.token);
  return again.ok || again.error.kind !== "refresh" ? again : tryLater(again);
}

/** One call within its limits. A request of the platform to wait holds the other calls of that API too. */
export async function callApi(call: ApiCall, caller: Caller, token?: string): Promise<ApiAnswer> {
  const { limiter, rate, onCall } = caller;
  const keys = rateKeys(rate, call.api, call.target);
  const permit = await limiter.acquire(keys, PATIENCE_MS);
  if (!permit.ok) return failure("lark_rate_limited", "retry", "our own limit", { afterMs: permit.afterMs });
  const answer = withoutSecrets(await exchange(call, caller, token), [
    ...caller.secrets(),
    ...(token ? [token] : []),
    ...(call.secret ? [call.secret] : []),
  ]);
  onCall(call.api, answer.ok ? undefined : answer.error, call.cause);
  if (!answer.ok && answer.error.afterMs !== undefined) limiter.pause(keys[0], answer.error.afterMs);
  return answer;
}

/** With the timeouts of the calls themselves, well within the time for which the outbox lends a job. */
const PATIENCE_MS = 15_000;

async function exchange(
  { family, method, path, body }: ApiCall,
  caller: Caller,
  token?: string,
): Promise<ApiAnswer> {
  const raw = await httpCall({ method, url: caller.baseUrl + path, token, body }, caller);
  return "ok" in raw ? raw : readAnswer(family, raw, caller.clock());
}

function tryLater({ error }: LarkFailure): LarkFailure {
  return { ok: false, error: { ...error, kind: "retry" } };
}

/** What the platform says could repeat what it was given. */
function withoutSecrets(answer: ApiAnswer, secrets: readonly string[]): ApiAnswer {
  if (answer.ok) return answer;
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), answer.error.message);
  return { ok: false, error: { ...answer.error, message } };
}
