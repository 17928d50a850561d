import type { LarkClient } from "../../lark/lark-client.ts";
import type { LarkFault } from "../../lark/lark-fault.ts";
import { pointTo } from "../init/check-app.ts";
import { checkClock } from "./check-clock.ts";
import { checkScopes } from "./check-scopes.ts";
import { broken, type Finding, ok } from "./finding.ts";
import { fixOf, isAway } from "./fixes.ts";

interface LarkOptions {
  readonly domain: string;
  readonly appId: string;
  readonly chat: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => Date;
}

/** Credentials, bot, scopes, clock, and the group that was asked for. Sends no message. */
export async function checkLark(
  client: Pick<LarkClient, "ping" | "botInfo" | "chatMembers" | "grantedScopes">,
  app: LarkOptions,
): Promise<readonly Finding[]> {
  const skew = await checkClock(app);
  const token = await client.ping();
  if (!token.ok) return [credentialsFault(token.error, app), skew];
  const bot = await client.botInfo();
  return [
    ok("credentials", "Lark takes the app's id and secret"),
    bot.ok ? ok("bot", `the bot is ${bot.name ?? "there"}`) : faulty("bot", bot.error, app),
    ...(await checkScopes(client, app)),
    skew,
    ...(app.chat === undefined ? [] : [await checkChat(client, app.chat, app)]),
  ];
}

async function checkChat(
  client: Pick<LarkClient, "chatMembers">,
  chat: string,
  app: LarkOptions,
): Promise<Finding> {
  const members = await client.chatMembers(chat, "open_id");
  return members.ok ? ok("chat", `the bot is in ${chat}`) : faulty("chat", members.error, app);
}

function credentialsFault(fault: LarkFault, app: LarkOptions): Finding {
  const { code, message } = fault;
  if (isAway(code)) return faulty("credentials", fault, app);
  const fix = "copy LARK_APP_ID and LARK_APP_SECRET anew; is LARK_DOMAIN feishu or lark?";
  return broken("credentials", `${code}: ${message}`, pointTo(code, fix, app));
}

function faulty(check: string, { code, message }: LarkFault, app: LarkOptions): Finding {
  return broken(check, `${code}: ${message}`, pointTo(code, fixOf(code), app));
}
