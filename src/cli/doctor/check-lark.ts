import type { Config } from "../../config/config.ts";
import type { LarkClient } from "../../lark/lark-client.ts";
import type { LarkFault } from "../../lark/lark-fault.ts";
import { broken, type Finding, ok, skipped, warning } from "./finding.ts";
import { fixOf } from "./fixes.ts";

/** Seconds of difference that a signature may have by default, with room for the way. */
const MOST_SKEW = 60;

/** Credentials, bot, clock, and the group that was asked for. Sends no message. */
export async function checkLark(
  client: Pick<LarkClient, "ping" | "botInfo" | "chatMembers">,
  {
    domain,
    chat,
    fetch,
    clock,
  }: {
    readonly domain: string;
    readonly chat: string | undefined;
    readonly fetch: typeof globalThis.fetch;
    readonly clock: () => Date;
  },
): Promise<readonly Finding[]> {
  const skew = await checkClock(domain, fetch, clock);
  const token = await client.ping();
  if (!token.ok) return [credentialsFault(token.error), skew];
  const bot = await client.botInfo();
  return [
    ok("credentials", "Lark takes the app's id and secret"),
    bot.ok ? ok("bot", `the bot is ${bot.name ?? "there"}`) : faulty("bot", bot.error),
    skew,
    ...(chat === undefined ? [] : [await checkChat(client, chat)]),
  ];
}

async function checkChat(client: Pick<LarkClient, "chatMembers">, chat: string): Promise<Finding> {
  const members = await client.chatMembers(chat, "open_id");
  return members.ok ? ok("chat", `the bot is in ${chat}`) : faulty("chat", members.error);
}

async function checkClock(
  domain: string,
  fetch: typeof globalThis.fetch,
  clock: () => Date,
): Promise<Finding> {
  try {
    const { headers } = await fetch(`${domain}/open-apis/auth/v3/tenant_access_token/internal`, {
      redirect: "manual",
      signal: AbortSignal.timeout(5_000),
    });
    const theirs = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return skipped("clock", "Lark did not say what time it is");
    const seconds = Math.round(Math.abs(clock().getTime() - theirs) / 1000);
    if (seconds <= MOST_SKEW) return ok("clock", `${seconds} s from Lark's`);
    return broken(
      "clock",
      `${seconds} s from Lark's: signatures would be refused`,
      "set the clock: turn on NTP",
    );
  } catch {
    return broken(
      "network",
      `${domain} cannot be reached`,
      "check the network, DNS and the proxy of this machine",
    );
  }
}

function credentialsFault(fault: LarkFault): Finding {
  if (fault.code === "lark_unreachable" || fault.code === "lark_timeout") return faulty("credentials", fault);
  const fix =
    "copy LARK_APP_ID and LARK_APP_SECRET from Credentials & Basic Info; is LARK_DOMAIN feishu or lark?";
  return broken("credentials", `${fault.code}: ${fault.message}`, fix);
}

function faulty(check: string, { code, message }: LarkFault): Finding {
  return broken(check, `${code}: ${message}`, fixOf(code));
}

/** A certificate is for a name, and here it is this machine that is asked. */
const BY_ADDRESS = { rejectUnauthorized: false };

/** Whether callbacks can come in; a second long connection would take clicks from a server that runs. */
export async function checkRoad(
  { COUNTERSIGN_TRANSPORT: transport, COUNTERSIGN_LISTEN: listen, COUNTERSIGN_TLS_CERT: certificate }: Config,
  fetch: typeof globalThis.fetch,
): Promise<Finding> {
  const host = listen.hostname === "0.0.0.0" ? "127.0.0.1" : listen.hostname;
  const url = `${certificate === undefined ? "http" : "https"}://${host}:${listen.port}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000), tls: BY_ADDRESS });
    const { message } = (await response.json()) as { message?: string };
    if (response.ok && message !== undefined)
      return warning("server", `ready, but ${message}`, "mend what it names; its log has more");
    if (response.ok) return ok("server", `ready at ${url}, callbacks over ${transport}`);
    return broken(
      "server",
      `not ready: ${message ?? response.status}`,
      "mend what it names; its log has more",
    );
  } catch {
    return warning(
      "server",
      `nothing answers at ${url}`,
      "start it: countersign serve, or systemctl start countersign",
    );
  }
}
