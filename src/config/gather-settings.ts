import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

import { closest } from "fastest-levenshtein";

import { type FileSources, findSettingsFile, looseFile } from "./settings-file.ts";
import { CLIENT_NAMES, type SettingName, SETTINGS } from "./settings.ts";

export interface Sources extends FileSources {
  /** Given on the command line, by setting name. */
  readonly flags: Readonly<Partial<Record<string, string>>>;
}

export interface Gathered {
  /** The file that was read, named or not; undefined where there is none. */
  readonly file: string | undefined;
  /** The text of each setting that somebody gave. */
  readonly texts: ReadonlyMap<SettingName, string>;
  /** Where each of these came from. */
  readonly origins: ReadonlyMap<SettingName, Origin>;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

export interface Origin {
  readonly kind: "flag" | "environment" | "credential" | "file";
  /** The file that it was read from. */
  readonly path?: string | undefined;
}

interface Given extends Origin {
  readonly text: string;
}

/** The text of every setting from where it counts most: flag, then environment or credential, then file. */
export function gatherSettings(sources: Sources): Gathered {
  const { flags, env } = sources;
  const mistakes: string[] = [];
  const file = findSettingsFile(sources);
  const inFile = file === undefined ? {} : readFile(file, mistakes);
  const texts = new Map<SettingName, string>();
  const origins = new Map<SettingName, Origin>();
  for (const name of NAMES) {
    const given =
      fromFlag(flags[name]) ?? fromEnvironment(name, env, mistakes) ?? fromFile(inFile[name], file);
    if (given === undefined) continue;
    texts.set(name, given.text);
    origins.set(name, { kind: given.kind, path: given.path });
  }
  const warnings = [...looseFiles(file, inFile, env), ...unknownVariables(env)];
  return { file, texts, origins, mistakes, warnings };
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
const TWINS = NAMES.filter((name) => SETTINGS[name].secret === true).map((name) => `${name}_FILE`);

/** Empty is nowhere. */
const MAY_BE_EMPTY: ReadonlySet<SettingName> = new Set(["COUNTERSIGN_METRICS_LISTEN", "COUNTERSIGN_SOCKET"]);

function fromFlag(text: string | undefined): Given | undefined {
  return text === undefined ? undefined : { text, kind: "flag" };
}

function fromFile(text: string | undefined, path: string | undefined): Given | undefined {
  return text === undefined ? undefined : { text, kind: "file", path };
}

/** The variable, or where it is a secret: the file that its twin names, or the credential that systemd has put up. */
function fromEnvironment(name: SettingName, env: Sources["env"], mistakes: string[]): Given | undefined {
  const value = env[name];
  // An empty variable is how a unit or a compose file leaves one out, but for those where empty says something.
  const given = value === "" && !MAY_BE_EMPTY.has(name) ? undefined : value;
  const twin = SETTINGS[name].secret === true ? env[`${name}_FILE`] || undefined : undefined;
  const credential = SETTINGS[name].secret === true ? credentialPath(name, env) : undefined;
  const ways: readonly (readonly [string, unknown])[] = [
    [name, given],
    [`${name}_FILE`, twin],
    [`the credential ${name.toLowerCase()}`, credential],
  ];
  const [first, second] = ways.filter(([, found]) => found !== undefined).map(([way]) => way);
  if (second !== undefined) mistakes.push(`${first} and ${second} are both set: keep one`);
  if (twin !== undefined) return readSecret(`${name}_FILE`, twin, "environment", mistakes);
  if (given !== undefined) return { text: given, kind: "environment" };
  if (credential === undefined) return undefined;
  return readSecret(`the credential ${name.toLowerCase()}`, credential, "credential", mistakes);
}

/** By LoadCredential=lark_app_secret:… in a unit, systemd puts a file of that name where CREDENTIALS_DIRECTORY says. */
function credentialPath(name: SettingName, env: Sources["env"]): string | undefined {
  const directory = env["CREDENTIALS_DIRECTORY"] ?? "";
  const path = join(directory, name.toLowerCase());
  return isAbsolute(directory) && existsSync(path) ? path : undefined;
}

function readSecret(way: string, path: string, kind: Origin["kind"], mistakes: string[]): Given | undefined {
  try {
    return { text: readFileSync(path, "utf8").trimEnd(), kind, path };
  } catch (fault) {
    mistakes.push(`${way}: ${messageOf(fault)}`);
    return undefined;
  }
}

function readFile(path: string, mistakes: string[]): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {};
  try {
    for (const [key, value] of Object.entries(Bun.TOML.parse(readFileSync(path, "utf8")))) {
      if (!isName(key)) mistakes.push(`${path}: ${key} is unknown; did you mean ${nearest(key)}?`);
      else if (typeof value === "object")
        mistakes.push(`${path}: ${key} must be a text, a number, true or false`);
      else found[key] = String(value);
    }
  } catch (fault) {
    mistakes.push(`${path}: ${withoutValues(messageOf(fault))}`);
  }
  return found;
}

function looseFiles(
  path: string | undefined,
  inFile: Partial<Record<string, string>>,
  env: Sources["env"],
): readonly string[] {
  const holdsSecrets = NAMES.some((name) => SETTINGS[name].secret === true && inFile[name] !== undefined);
  const loose = path === undefined || !holdsSecrets ? undefined : looseFile(path, env);
  return loose === undefined ? [] : [loose];
}

/** The parser quotes what it stumbles over, and that may be a secret. */
function withoutValues(message: string): string {
  return message.replaceAll(/(["']).*?\1/gs, (quoted) => (isName(quoted.slice(1, -1)) ? quoted : "…"));
}

function isName(text: string): boolean {
  return NAMES.some((name) => name === text);
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function unknownVariables(env: Sources["env"]): readonly string[] {
  const known = new Set<string>([...NAMES, ...TWINS, ...CLIENT_NAMES]);
  return Object.keys(env)
    .filter((name) => name.startsWith("COUNTERSIGN_") && !known.has(name))
    .map((name) => `${name} is unknown and has no effect; did you mean ${nearest(name)}?`);
}

function nearest(name: string): string {
  return closest(name.toUpperCase(), NAMES);
}
