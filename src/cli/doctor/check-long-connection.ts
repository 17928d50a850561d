import type { Config } from "../../config/config.ts";
import { inForce } from "../../config/read-setting.ts";
import type { LarkClient } from "../../lark/lark-client.ts";
import { discoverEndpoint } from "../../transport/socket/discover-endpoint.ts";
import { pointTo } from "../init/check-app.ts";
import { consolePage } from "../init/console-page.ts";
import type { ServerAnswer } from "./ask-server.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";
import { fixOf } from "./fixes.ts";

const CHECK = "long_connection";
/** Connections that the platform gives one app. */
const MOST = 50;

/**
 * Whether clicks can come by the long connection, where they are to. None is opened: it would take clicks from the server
 * that runs. Where none runs, Lark is only asked whether there would be one.
 */
export async function checkLongConnection(
  config: Config,
  { said }: ServerAnswer,
  {
    client,
    fetch,
  }: { readonly client: Pick<LarkClient, "connections">; readonly fetch: typeof globalThis.fetch },
): Promise<readonly Finding[]> {
  if (config.COUNTERSIGN_TRANSPORT === "http") return [];
  if (said === undefined) return [await discover(config, fetch)];
  const counted = await client.connections();
  if (!counted.ok) {
    const { code, message } = counted.error;
    return [broken(CHECK, `${code}: ${message}`, fixOf(code))];
  }
  return [judge(counted.count, config)];
}

function judge(count: number, { LARK_DOMAIN: domain, LARK_APP_ID: appId }: Config): Finding {
  if (count === 0) {
    const page = consolePage(domain, appId, "event?tab=callback");
    return broken(
      CHECK,
      "the server runs, and Lark has none for this app",
      `${page}: choose the persistent connection`,
    );
  }
  if (count === 1) return ok(CHECK, "Lark has one for this app");
  const others = "end the other programs of this app: a click goes to any one of them";
  if (count < MOST) return warning(CHECK, `Lark has ${count} for this app`, others);
  return broken(CHECK, `Lark has ${count} for this app, and gives no more than ${MOST}`, others);
}

async function discover(config: Config, fetch: typeof globalThis.fetch): Promise<Finding> {
  const endpoint = await discoverEndpoint(
    {
      domain: config.LARK_DOMAIN,
      appId: config.LARK_APP_ID,
      appSecrets: () => inForce(config.LARK_APP_SECRET),
      fetch,
    },
    AbortSignal.timeout(10_000),
  );
  if (endpoint.kind === "endpoint") return ok(CHECK, "Lark would give one to this app");
  const { code, message } = endpoint;
  const app = { domain: config.LARK_DOMAIN, appId: config.LARK_APP_ID };
  return broken(CHECK, `${code}: ${message}`, pointTo(code, fixOf(code), app));
}
