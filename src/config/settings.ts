import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

import ipaddr from "ipaddr.js";

/** What the reader of a setting may know besides its text. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

export interface Setting<T> {
  readonly meaning: string;
  /** Secrets are not taken as flags, are never printed, and have a `…_FILE` twin. */
  readonly secret?: boolean;
  /** Throws an Error that says what is wrong with the text, and how it should be. */
  readonly read: (text: string) => T;
  readonly fallback?: (around: Surroundings) => string;
}

function text(value: string): string {
  if (value === "") throw new Error("must not be empty");
  return value;
}

/** Every setting by the name it has in the environment and in the file. */
export const SETTINGS = {
  LARK_APP_ID: setting("The app's id, cli_…", text),
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
  COUNTERSIGN_DATA_DIR: { ...setting("Where the database lives", text), fallback: defaultDataDir },
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

/** Names with the prefix that another command reads: not this one's, and no mistake. */
export const CLIENT_NAMES: readonly string[] = ["COUNTERSIGN_URL"];

function setting<T>(meaning: string, read: (text: string) => T, fallback?: string): Setting<T> {
  return { meaning, read, ...(fallback !== undefined && { fallback: () => fallback }) };
}

function secret(meaning: string, read: (text: string) => string = text): Setting<string> {
  return { meaning, read, secret: true };
}

function number(least: number, most: number) {
  return (value: string): number => {
    const found = value.trim() === "" ? Number.NaN : Number(value);
    if (found >= least && found <= most) return found;
    throw new Error(`must be a number from ${least} to ${most}`);
  };
}

function oneOf<T extends string>(...known: readonly T[]) {
  return (value: string): T => {
    for (const one of known) if (one === value) return one;
    throw new Error(`must be ${known.join(" or ")}`);
  };
}

function readBoolean(value: string): boolean {
  if (["true", "1", "yes", "on"].includes(value)) return true;
  if (["false", "0", "no", "off"].includes(value)) return false;
  throw new Error("must be true or false");
}

function readDomain(value: string): string {
  if (value === "lark") return "https://open.larksuite.com";
  if (value === "feishu") return "https://open.feishu.cn";
  try {
    return readUrl(value);
  } catch {
    throw new Error("must be lark, feishu or a URL that starts with http:// or https://");
  }
}

function readUrl(value: string): string {
  const url = URL.parse(value);
  if (url?.protocol === "https:" || url?.protocol === "http:") return value.replace(/\/+$/, "");
  throw new Error("must be a URL that starts with http:// or https://");
}

function readAddress(value: string): { readonly hostname: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(value) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new Error("must be host:port, such as 127.0.0.1:8080");
  return {
    hostname: bracketed ?? (plain === undefined || plain === "" ? "0.0.0.0" : plain),
    port: Number(port),
  };
}

function readOptionalAddress(value: string): ReturnType<typeof readAddress> | undefined {
  return value === "" ? undefined : readAddress(value);
}

function readToken(value: string): string {
  if (/^[\x21-\x7e]{16,}$/.test(value)) return value;
  throw new Error("must be at least 16 visible ASCII characters");
}

/** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it; the newest first. */
function readWebhookSecrets(value: string): readonly string[] {
  const secrets = value.trim().split(/\s+/);
  if (secrets.length <= 2 && secrets.every(isWebhookSecret)) return secrets;
  throw new Error("must be whsec_ and 24 to 64 bytes in base64, or two of these with a space between");
}

function isWebhookSecret(text: string): boolean {
  const [, base64 = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, "base64").length;
  return bytes >= 24 && bytes <= 64;
}

/** CIDRs, separated by commas. */
function readNetworks(value: string): readonly string[] {
  const networks = value
    .split(",")
    .map((network) => network.trim())
    .filter((network) => network !== "");
  const wrong = networks.find((network) => !ipaddr.isValidCIDR(network));
  if (wrong === undefined) return networks;
  throw new Error(`must be networks such as 10.1.0.0/16, separated by commas; ${wrong} is none`);
}

/** A state directory that is empty or relative does not count: so says the XDG specification. */
function defaultDataDir({ env, uid }: Surroundings): string {
  if (uid === 0) return "/var/lib/countersign";
  const state = env["XDG_STATE_HOME"] ?? "";
  return join(isAbsolute(state) ? state : join(env["HOME"] || homedir(), ".local", "state"), "countersign");
}
