import type { Directory } from "../approval/directory.ts";
import type { Config } from "../config/config.ts";
import { createLarkClient, type LarkClient } from "../lark/lark-client.ts";
import { createLarkDirectory } from "../lark/lark-directory.ts";
import { type Around, logFault } from "./around.ts";
import type { LiveSecrets } from "./live-secrets.ts";

/** What the server has of Lark: one client, so that all calls share a token and keep to one rate. */
export interface Lark {
  readonly client: LarkClient;
  readonly directory: Directory;
}

/** Calls nobody yet. */
export function connectLark(
  config: Config,
  { appSecrets }: Pick<LiveSecrets, "appSecrets">,
  around: Around,
): Lark {
  const { log, clock, metrics } = around;
  const client = createLarkClient({
    baseUrl: config.LARK_DOMAIN,
    appId: config.LARK_APP_ID,
    appSecrets,
    rate: config.LARK_RATE,
    fetch,
    clock,
    onCall(api, fault, cause) {
      metrics.noteLarkCall(api, fault?.code ?? "0");
      if (fault !== undefined) log.warn({ ...cause, ...fault }, "Lark refused a call");
    },
  });
  return {
    client,
    directory: createLarkDirectory({ client, clock, onFault: logFault(around, "directory") }),
  };
}
