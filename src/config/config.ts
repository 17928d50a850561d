import { ConfigError } from "./config-error.ts";
import { gatherSettings, type Sources } from "./gather-settings.ts";
import { type SettingName, SETTINGS } from "./settings.ts";

type Read = { readonly [Name in SettingName]?: ReturnType<(typeof SETTINGS)[Name]["read"]> };

/** The settings of a server, read and consistent with each other. */
export type Config = Read & Required<Pick<Read, Always>>;

/** These have a default, or `serve` does not start without them. */
type Always =
  | "LARK_APP_ID"
  | "LARK_APP_SECRET"
  | "LARK_LEGACY_CARD"
  | "COUNTERSIGN_ALLOW_UNSIGNED"
  | "COUNTERSIGN_CALLBACK_TOLERANCE"
  | "LARK_RATE"
  | "LARK_DOMAIN"
  | "COUNTERSIGN_LISTEN"
  | "COUNTERSIGN_DATA_DIR"
  | "COUNTERSIGN_KEEP_DAYS"
  | "COUNTERSIGN_TRANSPORT"
  | "COUNTERSIGN_LOG_LEVEL";

/**
 * Reads and checks the settings of `serve`: flag over environment over file over default. Throws ConfigError with every
 * mistake at once. An unknown `COUNTERSIGN_*` variable is only a warning.
 */
export function readConfig(sources: Sources): { config: Config; warnings: readonly string[] } {
  const { texts, mistakes, warnings } = gatherSettings(sources);
  const found = [...mistakes];
  const read: { [Name in SettingName]?: unknown } = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting: { read: (text: string) => unknown; fallback?: (around: Sources) => string | undefined } =
      SETTINGS[name];
    const text = texts.get(name) ?? setting.fallback?.(sources);
    if (text === undefined) continue;
    try {
      read[name] = setting.read(text);
    } catch (fault) {
      found.push(`${name} ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  const settings = read as Read;
  found.push(...missing(texts, settings), ...halfOfTls(texts));
  if (found.length > 0) throw new ConfigError(found);
  return { config: settings as Config, warnings: [...warnings, ...unsafe(settings)] };
}

/** What no server can do without, and where it is found. */
const NEEDED: readonly (readonly [SettingName, string])[] = [
  ["LARK_APP_ID", "the app's id, from Credentials & Basic Info in the developer console"],
  ["LARK_APP_SECRET", "the app's secret, from the same page"],
];
/** The long connection proves itself; what comes over HTTP is proven by these. */
const NEEDED_OVER_HTTP: typeof NEEDED = [
  ["LARK_VERIFICATION_TOKEN", "from Events & Callbacks, Encryption Strategy"],
];
const NEEDED_TO_BE_SIGNED: typeof NEEDED = [
  [
    "LARK_ENCRYPT_KEY",
    "from Events & Callbacks, Encryption Strategy; without it anybody could forge a click",
  ],
];

function missing(
  texts: ReadonlyMap<SettingName, string>,
  { COUNTERSIGN_ALLOW_UNSIGNED: unsigned, COUNTERSIGN_TRANSPORT: transport }: Read,
): readonly string[] {
  const overHttp = transport === "socket" ? [] : NEEDED_OVER_HTTP;
  const signed = transport === "socket" || unsigned === true ? [] : NEEDED_TO_BE_SIGNED;
  return [...NEEDED, ...overHttp, ...signed]
    .filter(([name]) => !texts.has(name))
    .map(([name, where]) => `${name} is missing: ${where}`);
}

/** A certificate is of no use without its key. */
function halfOfTls(texts: ReadonlyMap<SettingName, string>): readonly string[] {
  const half = (missing: SettingName, other: SettingName): readonly string[] =>
    texts.has(other) && !texts.has(missing)
      ? [`${missing} is missing: ${other} is of no use without it; each is the path of a PEM file`]
      : [];
  return [
    ...half("COUNTERSIGN_TLS_KEY", "COUNTERSIGN_TLS_CERT"),
    ...half("COUNTERSIGN_TLS_CERT", "COUNTERSIGN_TLS_KEY"),
  ];
}

function unsafe({
  COUNTERSIGN_ALLOW_UNSIGNED: unsigned,
  COUNTERSIGN_TRANSPORT: transport,
  LARK_ENCRYPT_KEY: key,
}: Read): readonly string[] {
  if (unsigned !== true || key !== undefined || transport === "socket") return [];
  return [
    "callbacks are not signed: whoever learns LARK_VERIFICATION_TOKEN can forge a click (COUNTERSIGN_ALLOW_UNSIGNED)",
  ];
}
