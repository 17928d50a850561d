import { type JsonObject, ownObject, ownString } from "../protocol/json-object.ts";
import type { Accounts, Brand } from "./accounts.ts";
import type { Registration } from "./begin-registration.ts";
import { type Fetch, postForm } from "./post-form.ts";
import { RegistrationError, type RegistrationErrorCode } from "./registration-error.ts";

/** An app that somebody made by scanning, or chose. */
export interface NewApp {
  readonly appId: string;
  readonly appSecret: string;
  readonly brand: Brand;
  /** Whoever scanned; the platform has been seen to give the bot's own in its place. */
  readonly openId: string | undefined;
}

export interface AwaitOptions {
  readonly accounts: Accounts;
  readonly fetch: Fetch;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Rejects when it is told to end. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Seconds that the platform's wish to be asked more slowly adds (RFC 8628, 3.5), and the longest between two questions. */
const SLOWER = 5;
const SLOWEST = 60;

/**
 * Asks for the app's credentials until somebody has scanned the code and said yes. Faults on the way are tried again, more
 * slowly, for as long as the code lives. An app of Lark's is asked for where Lark has its accounts, once that is known.
 * Throws RegistrationError, and an AbortError when it was told to end.
 */
export async function awaitCredentials(registration: Registration, options: AwaitOptions): Promise<NewApp> {
  const { accounts, now, sleep, signal } = options;
  const end = now() + registration.expiresInSeconds * 1000;
  let interval = registration.intervalSeconds;
  let brand: Brand = "feishu";
  for (;;) {
    await sleep(interval * 1000, signal);
    if (now() >= end) throw new RegistrationError("expired", "nobody said yes before the code expired");
    let answer = await poll(accounts[brand], registration, options);
    if (brand === "feishu" && answer !== undefined && isLarks(answer) && !hasCredentials(answer)) {
      brand = "lark";
      answer = await poll(accounts[brand], registration, options);
    }
    const app = answer && readApp(answer, brand);
    if (app !== undefined) return app;
    interval = Math.min(nextInterval(interval, answer), SLOWEST);
  }
}

/** Undefined when no answer came, or none of the platform's: RFC 8628 has a client try again, at half the pace. */
async function poll(
  base: string,
  { deviceCode }: Registration,
  options: AwaitOptions,
): Promise<JsonObject | undefined> {
  try {
    return await postForm(base, { action: "poll", device_code: deviceCode }, options);
  } catch (fault) {
    if (fault instanceof RegistrationError) return undefined;
    throw fault;
  }
}

function nextInterval(interval: number, answer: JsonObject | undefined): number {
  if (answer === undefined) return interval * 2;
  const error = ownString(answer, "error");
  if (error === "slow_down") return interval + SLOWER;
  // An answer without an error and without credentials is one that has to be waited for too.
  if (error === undefined || error === "authorization_pending") return interval;
  throw new RegistrationError(FINAL[error] ?? "refused", ownString(answer, "error_description") ?? error);
}

const FINAL: Readonly<Partial<Record<string, RegistrationErrorCode>>> = {
  access_denied: "denied",
  expired_token: "expired",
  invalid_grant: "expired",
};

function isLarks(answer: JsonObject): boolean {
  return ownString(ownObject(answer, "user_info") ?? {}, "tenant_brand") === "lark";
}

function hasCredentials(answer: JsonObject): boolean {
  return readApp(answer, "feishu") !== undefined;
}

function readApp(answer: JsonObject, asked: Brand): NewApp | undefined {
  const appId = ownString(answer, "client_id");
  const appSecret = ownString(answer, "client_secret");
  if (!appId || !appSecret) return undefined;
  const openId = ownString(ownObject(answer, "user_info") ?? {}, "open_id");
  return { appId, appSecret, brand: isLarks(answer) ? "lark" : asked, openId: openId || undefined };
}
