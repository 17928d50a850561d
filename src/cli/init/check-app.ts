import { inForce } from "../../config/read-setting.ts";
import { createLarkClient, type LarkClient } from "../../lark/lark-client.ts";
import type { LarkFault } from "../../lark/lark-fault.ts";
import { discoverEndpoint } from "../../transport/socket/discover-endpoint.ts";
import type { RoadFault } from "../../transport/socket/road-fault.ts";
import { checkClock } from "../doctor/check-clock.ts";
import { broken } from "../doctor/finding.ts";
import { fixOf, isAway } from "../doctor/fixes.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { consolePage, pageOf } from "./console-page.ts";
import { StepFault, type Steps } from "./steps.ts";

export interface App {
  /** As the setting has it: `lark`, `feishu` or a URL. */
  readonly domain: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appSecret: string;
}

/**
 * Tries the credentials, the bot and, where clicks come that way, the long connection. Answers the bot's open_id. Throws
 * StepFault with the console's page and what to press there, and an AbortError when it was told to end.
 */
export async function checkApp(
  app: App,
  { steps, clock, isOverSocket, signal }: CheckOptions,
): Promise<string | undefined> {
  const appSecrets = (): readonly string[] => inForce(app.appSecret);
  const ask = (url: string, init: RequestInit): Promise<Response> =>
    fetch(url, { ...init, signal: either(init.signal, signal) });
  const client: Pick<LarkClient, "ping" | "botInfo"> = createLarkClient({
    ...app,
    appSecrets,
    rate: 0,
    fetch: ask,
    clock,
  });
  const token = await client.ping();
  signal.throwIfAborted();
  if (!token.ok) throw larkFault("credentials", token.error, app);
  steps.ok("credentials", "Lark takes the app's id and secret");
  const bot = await client.botInfo();
  signal.throwIfAborted();
  if (!bot.ok) throw larkFault("bot", bot.error, app);
  steps.ok("bot", `the bot is ${bot.name ?? "there"}`);
  const time = await checkClock({ domain: app.baseUrl, fetch: ask, clock });
  signal.throwIfAborted();
  if (time.check === "clock" && time.state === "broken") steps.note({ ...time, state: "warning" });
  if (isOverSocket) {
    const endpoint = await discoverEndpoint({ ...app, appSecrets, domain: app.baseUrl, fetch }, signal);
    signal.throwIfAborted();
    if (endpoint.kind !== "endpoint") throw roadFault(endpoint, app);
    steps.ok("long_connection", "Lark has one for this app");
  }
  return bot.openId;
}

function either(one: AbortSignal | null | undefined, other: AbortSignal): AbortSignal {
  return one ? AbortSignal.any([one, other]) : other;
}

interface CheckOptions {
  readonly steps: Steps;
  readonly clock: () => Date;
  readonly isOverSocket: boolean;
  readonly signal: AbortSignal;
}

function larkFault(check: string, { code, message }: LarkFault, app: App): StepFault {
  const isRefused = check === "credentials" && !isAway(code);
  const fix = isRefused ? "copy the id and the secret anew; is the app in lark, or in feishu?" : fixOf(code);
  const exit = isAway(code) ? EXIT.network : isRefused ? EXIT.auth : EXIT.general;
  return stepFault(check, code, message, fix, exit, app);
}

function roadFault({ code, message }: RoadFault, app: App): StepFault {
  const exit = isAway(code) ? EXIT.network : EXIT.general;
  return stepFault("long_connection", code, message, fixOf(code), exit, app);
}

function stepFault(
  check: string,
  code: string,
  message: string,
  fix: string,
  exit: ExitCode,
  { domain, appId }: App,
): StepFault {
  return new StepFault(broken(check, `${code}: ${message}`, pointTo(code, fix, { domain, appId })), exit);
}

/** The fix, after the console's page for it where there is one. */
export function pointTo(code: string, fix: string, { domain, appId }: Pick<App, "domain" | "appId">): string {
  const page = pageOf(code);
  return page === undefined ? fix : `${consolePage(domain, appId, page)}: ${fix}`;
}
