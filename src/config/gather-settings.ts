import { readFileSync } from "node:fs";

import { closest } from "fastest-levenshtein";

import { CLIENT_NAMES, type SettingName, SETTINGS } from "./settings.ts";

export interface Sources {
  /** Given on the command line, by setting name. */
  readonly flags: Readonly<Partial<Record<string, string>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A TOML file whose keys are the settings' names; it has to exist when it is named. */
  readonly file?: string | undefined;
  readonly uid: number;
}

export interface Gathered {
  /** The text of each setting that somebody gave. */
  readonly texts: ReadonlyMap<SettingName, string>;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

/** The text of every setting from where it counts most: flag, then environment, then file. */
export function gatherSettings({ flags, env, file }: Sources): Gathered {
  const mistakes: string[] = [];
  const inFile = file === undefined ? {} : readFile(file, mistakes);
  const texts = new Map<SettingName, string>();
  for (const name of NAMES) {
    const text = flags[name] ?? fromEnvironment(name, env, mistakes) ?? inFile[name];
    if (text !== undefined) texts.set(name, text);
  }
  return { texts, mistakes, warnings: unknownVariables(env) };
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
const TWINS = NAMES.filter((name) => SETTINGS[name].secret === true).map((name) => `${name}_FILE`);

function fromEnvironment(name: SettingName, env: Sources["env"], mistakes: string[]): string | undefined {
  const value = env[name];
  const path = SETTINGS[name].secret === true ? env[`${name}_FILE`] : undefined;
  // An empty variable is how a unit or a compose file leaves one out; only where metrics are served, empty says something.
  const given = value === "" && name !== "COUNTERSIGN_METRICS_LISTEN" ? undefined : value;
  if (path === undefined || path === "") return given;
  if (given !== undefined) mistakes.push(`${name} and ${name}_FILE are both set: keep one`);
  try {
    return readFileSync(path, "utf8").trimEnd();
  } catch (fault) {
    mistakes.push(`${name}_FILE: ${messageOf(fault)}`);
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
