import { ConfigError } from "../../config/config-error.ts";
import type { Config } from "../../config/config.ts";
import { type SettingName, SETTINGS } from "../../config/settings.ts";
import type { Log } from "../../log.ts";
import { type Scrubber, secretsIn } from "../../scrub.ts";
import type { Server } from "../../server.ts";
import type { ServeSettings } from "./read-serve-config.ts";

export interface ReloadOptions {
  /** As at the start. */
  readonly config: Config;
  /** Throws ConfigError with every mistake. */
  readonly read: () => ServeSettings;
  readonly server: Pick<Server, "takeOverSecrets">;
  readonly scrubber: Scrubber;
  readonly log: Log;
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
/** What applies as soon as it is read; the rest at the next start. */
const LIVE: ReadonlySet<SettingName> = new Set([
  "LARK_APP_SECRET",
  "LARK_ENCRYPT_KEY",
  "LARK_VERIFICATION_TOKEN",
  "COUNTERSIGN_TOKEN",
  "COUNTERSIGN_WEBHOOK_SECRET",
  "COUNTERSIGN_SEAL_KEY",
  "COUNTERSIGN_LOG_LEVEL",
]);

/**
 * Reads the settings again, each time that what this answers is called: takes over the secrets and the log's level, and
 * names what else has changed and has to wait. On a mistake, which the log has on a line of its own, all stays as it was.
 */
export function createReload({ config: started, read, server, scrubber, log }: ReloadOptions): () => void {
  let before = started;

  function takeOver({ config, warnings }: ServeSettings): void {
    requireSame(started, config);
    scrubber.know(secretsIn(config));
    server.takeOverSecrets(config);
    for (const warning of warnings) log.warn(warning);
    const changed = changedIn(before, config).filter((name) => LIVE.has(name));
    before = config;
    log.info({ changed }, "settings read again");
    const waiting = changedIn(started, config).filter((name) => !LIVE.has(name));
    if (waiting.length > 0) log.warn({ settings: waiting }, "settings that changed apply at the next start");
    log.level = config.COUNTERSIGN_LOG_LEVEL;
  }

  return () => {
    try {
      takeOver(read());
    } catch (err) {
      if (!(err instanceof ConfigError)) log.error({ err }, "settings not taken over");
      else for (const mistake of err.mistakes) log.error(`settings not taken over: ${mistake}`);
    }
  };
}

/** Throws ConfigError for secrets of something else than what runs here. */
function requireSame(started: Config, config: Config): void {
  const mistakes: string[] = [];
  if (config.LARK_APP_ID !== started.LARK_APP_ID)
    mistakes.push("LARK_APP_ID is another app's: start the server anew");
  for (const name of ["LARK_ENCRYPT_KEY", "LARK_VERIFICATION_TOKEN"] as const)
    if ((config[name] === undefined) !== (started[name] === undefined))
      mistakes.push(`${name} can be changed, not added or taken away: start the server anew`);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function changedIn(before: Config, after: Config): readonly SettingName[] {
  return NAMES.filter((name) => !Bun.deepEquals(before[name], after[name]));
}
