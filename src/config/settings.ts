import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

import {
  number,
  oneOf,
  readAddress,
  readBoolean,
  readDomain,
  readNetworks,
  readOptionalAddress,
  readOptionalPath,
  readSealKey,
  readText,
  readToken,
  readUrl,
  readWebhookSecrets,
} from "./read-setting.ts";
import { secret, setting, type Surroundings } from "./setting.ts";
import { defaultSocket } from "./socket-path.ts";

/** Every setting by the name it has in the environment and in the file. */
export const SETTINGS = {
  LARK_APP_ID: setting("The app's id, cli_…", readText),
  LARK_APP_SECRET: secret("The app's secret"),
  LARK_ENCRYPT_KEY: secret("The key that callbacks are encrypted and signed with"),
  LARK_VERIFICATION_TOKEN: secret("The token inside each callback"),
  LARK_LEGACY_CARD: setting("Take card callbacks of the older kind too", readBoolean, "false"),
  COUNTERSIGN_ALLOW_UNSIGNED: setting("Take callbacks on the verification token alone", readBoolean, "false"),
  COUNTERSIGN_CALLBACK_TOLERANCE: setting(
    "Seconds that a signature may be old or ahead",
    number(1, 3600),
    "300",
  ),
  LARK_RATE: setting("Open API calls a second; 0 is no limit", number(0, 10_000), "40"),
  LARK_DOMAIN: setting("lark, feishu or a URL", readDomain, "lark"),
  COUNTERSIGN_LISTEN: setting("host:port", readAddress, "0.0.0.0:8080"),
  COUNTERSIGN_TLS_CERT: setting(
    "The certificate's chain in PEM: serves HTTPS, and a new one as soon as it lies there",
    readText,
  ),
  COUNTERSIGN_TLS_KEY: setting("The certificate's key in PEM, without a passphrase", readText),
  COUNTERSIGN_TRUSTED_PROXIES: setting(
    "Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8",
    readNetworks,
  ),
  COUNTERSIGN_SOCKET: {
    ...setting(
      "The Unix socket for the commands of this machine, which need no token; empty is none",
      readOptionalPath,
    ),
    fallback: defaultSocket,
  },
  COUNTERSIGN_DATA_DIR: { ...setting("Where the database lives", readText), fallback: defaultDataDir },
  COUNTERSIGN_KEEP_DAYS: setting(
    "Days that ended requests are kept; 0 is for ever. The audit log is always kept",
    number(0, 36_500),
    "0",
  ),
  COUNTERSIGN_TRANSPORT: setting(
    "How callbacks come in: http, socket (the long connection; no public address) or both",
    oneOf("http", "socket", "both"),
    "http",
  ),
  COUNTERSIGN_TOKEN: secret("An API token that is valid from the first start", readToken),
  COUNTERSIGN_WEBHOOK_SECRET: {
    ...secret(
      "What the webhooks of requests are signed with, whsec_…; while it is changed, the old one after a space",
    ),
    read: readWebhookSecrets,
  },
  COUNTERSIGN_SEAL_KEY: secret(
    "What secrets in the database are sealed with, 32 bytes in base64; while it is changed, the old one after a space",
    readSealKey,
  ),
  COUNTERSIGN_WEBHOOK_ALLOW: setting(
    "Internal networks that webhooks may go to, such as 10.1.0.0/16",
    readNetworks,
  ),
  COUNTERSIGN_PUBLIC_URL: setting("How others reach this server", readUrl),
  COUNTERSIGN_METRICS_LISTEN: setting(
    "host:port of /metrics; empty is nowhere",
    readOptionalAddress,
    "127.0.0.1:9464",
  ),
  COUNTERSIGN_LOG_LEVEL: setting(
    "debug, info, warn or error",
    oneOf("debug", "info", "warn", "error"),
    "info",
  ),
  COUNTERSIGN_LOG_FORMAT: setting("text or json; text on a terminal", oneOf("text", "json")),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** Names with the prefix that are no settings, and no mistake: another command's, and the one of the settings' own file. */
export const CLIENT_NAMES: readonly string[] = ["COUNTERSIGN_URL", "COUNTERSIGN_CONFIG"];

/** A state directory that is empty or relative does not count: so says the XDG specification. */
function defaultDataDir({ env, uid }: Surroundings): string {
  if (uid === 0) return "/var/lib/countersign";
  const state = env["XDG_STATE_HOME"] ?? "";
  return join(isAbsolute(state) ? state : join(env["HOME"] || homedir(), ".local", "state"), "countersign");
}
