import { ownObject, ownString } from "../protocol/json-object.ts";
import { AccessToken } from "./access-token.ts";
import { type AppCalls, appCalls } from "./app-calls.ts";
import { type ApiCall, type Caller, callWithToken, type Cause } from "./call-api.ts";
import { type DelayedUpdateCall, delayedUpdateCall } from "./delayed-update-call.ts";
import { type DirectoryCalls, directoryCalls } from "./directory-calls.ts";
import { fetchTenantToken } from "./fetch-tenant-token.ts";
import type { Fetch } from "./http-call.ts";
import { type ImageCalls, imageCalls } from "./image-calls.ts";
import type { LarkFault, LarkResult } from "./lark-fault.ts";
import { type MessageCalls, messageCalls } from "./message-calls.ts";
import { RateLimiter } from "./rate-limiter.ts";

export interface LarkClientOptions {
  /** Such as `https://open.larksuite.com`. */
  readonly baseUrl: string;
  readonly appId: string;
  /** Those in force at the moment, the newest first. */
  readonly appSecrets: () => readonly string[];
  /** Calls a second to each API; 0 keeps no limits of ours. */
  readonly rate: number;
  readonly fetch: Fetch;
  readonly clock: () => Date;
  /** For one request and the whole of its answer; 10 s if left out. */
  readonly timeoutMs?: number | undefined;
  /** Told of every call by its API, and of the fault where there was one. Nothing in it is secret. */
  readonly onCall?: ((api: string, fault: FaultLine | undefined, cause: Cause) => void) | undefined;
  /** Milliseconds that never go back, and a timer, for the limits. */
  readonly now?: (() => number) | undefined;
  readonly schedule?: ((run: () => void, ms: number) => () => void) | undefined;
}

export interface FaultLine {
  readonly api: string;
  readonly code: string;
  readonly detail: string;
  readonly http_status?: number | undefined;
  readonly log_id?: string | undefined;
}

/** Lark's Open API as one app's bot. Nothing here throws for a fault of the far side: it is in the result. */
export interface LarkClient extends MessageCalls, DelayedUpdateCall, DirectoryCalls, ImageCalls, AppCalls {
  /** The same client, whose calls are made for this. */
  because(cause: Cause): LarkClient;
  botInfo(): Promise<LarkResult<BotInfo>>;
  /** Whether Lark takes the app's credentials; costs no call while its token is good. */
  ping(): Promise<LarkResult<object>>;
  /** Sends away the calls that wait for their rate; those under way end by themselves or by their timeout. */
  stop(): void;
}

interface BotInfo {
  readonly name: string | undefined;
  readonly openId: string | undefined;
}

export function createLarkClient(options: LarkClientOptions): LarkClient {
  const caller = createCaller(options);
  const token = new AccessToken({ fetchToken: fetchTenantToken(options, caller), clock: options.clock });
  return clientFor({}, caller, token);
}

function clientFor(cause: Cause, caller: Caller, token: AccessToken): LarkClient {
  const call = (request: ApiCall) => callWithToken({ ...request, cause }, caller, token);
  return {
    because: (cause) => clientFor(cause, caller, token),
    ...messageCalls(call),
    ...delayedUpdateCall(call),
    ...directoryCalls(call),
    ...imageCalls(call),
    ...appCalls(call),

    async botInfo() {
      const answer = await call({ api: "bot", family: "bot", method: "GET", path: "/open-apis/bot/v3/info" });
      if (!answer.ok) return answer;
      const bot = ownObject(answer.body, "bot") ?? {};
      return { ok: true, name: ownString(bot, "app_name"), openId: ownString(bot, "open_id") };
    },

    ping: () => token.get(),
    stop: () => caller.limiter.stop(),
  };
}

function createCaller({
  baseUrl,
  onCall = () => {},
  timeoutMs = 10_000,
  now,
  schedule,
  ...options
}: LarkClientOptions): Caller {
  return {
    rate: options.rate,
    fetch: options.fetch,
    clock: options.clock,
    timeoutMs,
    baseUrl: baseUrl.replace(/\/+$/, ""),
    limiter: new RateLimiter({ now: now ?? (() => performance.now()), schedule: schedule ?? setTimer }),
    secrets: options.appSecrets,
    onCall: (api, fault, cause = {}) => onCall(api, fault && describe(api, fault), cause),
  };
}

function setTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function describe(api: string, { code, message, httpStatus, logId }: LarkFault): FaultLine {
  return { api, code, detail: message, http_status: httpStatus, log_id: logId };
}
