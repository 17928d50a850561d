import { gatherSettings, type Sources } from "../../config/gather-settings.ts";
import { inForce } from "../../config/read-setting.ts";
import { SETTINGS } from "../../config/settings.ts";
import { createLarkClient } from "../../lark/lark-client.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkDataDir } from "./check-data-dir.ts";
import { checkDatabase } from "./check-database.ts";
import { checkLark, checkRoad } from "./check-lark.ts";
import { checkSettings } from "./check-settings.ts";
import { type Finding, skipped } from "./finding.ts";

interface Looking {
  readonly offline: boolean;
  /** A group that the bot should be in. */
  readonly chat: string | undefined;
  readonly clock: () => Date;
  readonly uid: number;
}

/** All looks, one after another; none changes anything, here or at Lark. */
export async function lookAround(sources: Sources, looking: Looking): Promise<readonly Finding[]> {
  const { config, findings } = checkSettings(sources);
  const dataDir =
    gatherSettings(sources).texts.get("COUNTERSIGN_DATA_DIR") ??
    SETTINGS.COUNTERSIGN_DATA_DIR.fallback(sources);
  const certificate = config === undefined ? [] : checkCertificate(config, looking.clock());
  const here = [...findings, ...certificate, ...checkDataDir(dataDir, looking.uid), checkDatabase(dataDir)];
  if (looking.offline) return [...here, skipped("lark", "not asked, as --offline says")];
  if (config === undefined) return [...here, skipped("lark", "not asked before the settings are complete")];
  const client = createLarkClient({
    baseUrl: config.LARK_DOMAIN,
    appId: config.LARK_APP_ID,
    appSecrets: () => inForce(config.LARK_APP_SECRET),
    rate: 0,
    fetch,
    clock: looking.clock,
  });
  const { chat, clock } = looking;
  const lark = await checkLark(client, { domain: config.LARK_DOMAIN, chat, fetch, clock });
  return [...here, ...lark, await checkRoad(config, fetch)];
}
