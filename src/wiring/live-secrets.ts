import { hashToken } from "../api-token.ts";
import type { Config } from "../config/config.ts";
import { inForce } from "../config/read-setting.ts";
import { type CallbackSecrets, createSecrets } from "../protocol/callback-secrets.ts";

/** The settings' secrets as they are in force: who needs one asks each time, for they change while the server runs. */
export interface LiveSecrets {
  /** Throws ProtocolError "no_secret" where there is no verification token. */
  readonly callback: () => CallbackSecrets;
  readonly appSecrets: () => readonly string[];
  /** Of the tokens of the environment. */
  readonly tokenHashes: () => readonly string[];
  readonly webhookSecrets: () => readonly string[];
  /** From now on those of these settings are in force, and no others. */
  takeOver(config: Config): void;
}

export function createLiveSecrets(config: Config): LiveSecrets {
  let now = readSecrets(config);
  return {
    callback: () => now.callback(),
    appSecrets: () => now.appSecrets,
    tokenHashes: () => now.tokenHashes,
    webhookSecrets: () => now.webhookSecrets,
    takeOver(next) {
      now = readSecrets({ ...next, LARK_APP_ID: config.LARK_APP_ID });
    },
  };
}

function readSecrets(config: Config) {
  const { LARK_ENCRYPT_KEY: key, COUNTERSIGN_TOKEN: token = "" } = config;
  let made: CallbackSecrets | undefined;
  const make = (): CallbackSecrets =>
    createSecrets({
      appId: config.LARK_APP_ID,
      encryptKey: key === undefined ? undefined : inForce(key),
      verificationToken: inForce(config.LARK_VERIFICATION_TOKEN ?? ""),
    });
  return {
    callback: () => (made ??= make()),
    appSecrets: inForce(config.LARK_APP_SECRET),
    tokenHashes: inForce(token).map(hashToken),
    webhookSecrets: config.COUNTERSIGN_WEBHOOK_SECRET ?? [],
  };
}
