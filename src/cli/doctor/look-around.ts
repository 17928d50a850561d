import type { Config } from "../../config/config.ts";
import { gatherSettings, type Sources } from "../../config/gather-settings.ts";
import { inForce } from "../../config/read-setting.ts";
import { SETTINGS } from "../../config/settings.ts";
import { createLarkClient } from "../../lark/lark-client.ts";
import type { Io } from "../io.ts";
import { askServer, describeServer } from "./ask-server.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkDataDir } from "./check-data-dir.ts";
import { checkDatabase } from "./check-database.ts";
import { checkLark } from "./check-lark.ts";
import { checkLongConnection } from "./check-long-connection.ts";
import { checkSettings } from "./check-settings.ts";
import { checkUnit } from "./check-unit.ts";
import { type Finding, skipped } from "./finding.ts";
import { probe, type ProbeOptions } from "./probe.ts";

interface Looking {
  readonly offline: boolean;
  /** A group that the bot should be in. */
  readonly chat: string | undefined;
  /** A card to send through the server. */
  readonly probe: ProbeOptions | undefined;
}

/** All looks, one after another; none but the probe, which is asked for, changes anything, here or at Lark. */
export async function* lookAround(sources: Sources, looking: Looking, io: Io): AsyncIterable<Finding> {
  const { config, findings } = checkSettings(sources);
  const dataDir =
    gatherSettings(sources).texts.get("COUNTERSIGN_DATA_DIR") ??
    SETTINGS.COUNTERSIGN_DATA_DIR.fallback(sources);
  yield* findings;
  if (config !== undefined) yield* checkCertificate(config, io.clock());
  yield* checkUnit(io);
  yield* checkDataDir(dataDir, io.uid);
  yield* checkDatabase(dataDir, io.clock());
  if (looking.offline) yield skipped("lark", "not asked, as --offline says");
  else if (config === undefined) yield skipped("lark", "not asked before the settings are complete");
  else yield* lookAway(config, looking, io);
}

/** What needs the network: Lark, and the server that runs. */
async function* lookAway(config: Config, { chat, probe: card }: Looking, io: Io): AsyncIterable<Finding> {
  const { LARK_DOMAIN: domain, LARK_APP_ID: appId } = config;
  const { clock } = io;
  const client = createLarkClient({
    baseUrl: domain,
    appId,
    appSecrets: () => inForce(config.LARK_APP_SECRET),
    rate: 0,
    fetch,
    clock,
  });
  yield* await checkLark(client, { domain, appId, chat, fetch, clock });
  const server = await askServer(config, fetch);
  yield describeServer(server, config);
  yield* await checkLongConnection(config, server, { client, fetch });
  if (card !== undefined) yield* await probe(config, card, io);
}
