import { type Command, Option } from "@commander-js/extra-typings";

import type { Setting } from "../config/setting.ts";
import { type SettingName, SETTINGS } from "../config/settings.ts";
import type { Io } from "./io.ts";

/** Adds a flag for each setting that is not a secret: those would stand in the list of processes. */
export function addSettingOptions(command: Command, io: Io): void {
  for (const name of OPEN_SETTINGS) command.addOption(settingOption(name, io));
}

/** The settings among the options that a command was given, by the names they have in the environment. */
export function settingFlags(
  options: Readonly<Record<string, unknown>>,
): Readonly<Partial<Record<SettingName, string>>> {
  const flags: Partial<Record<SettingName, string>> = {};
  for (const name of OPEN_SETTINGS) {
    const given = options[new Option(flag(name)).attributeName()];
    if (typeof given === "string" || typeof given === "boolean") flags[name] = `${given}`;
  }
  return flags;
}

function settingOption(name: SettingName, { env, uid }: Io): Option {
  const { meaning, fallback }: Setting<unknown> = SETTINGS[name];
  const standard = fallback?.({ env, uid });
  const notes = [name, ...(standard === undefined || standard === "false" ? [] : [`default ${standard}`])];
  // A switch needs no value, and still takes "false", to go over what the environment says.
  const value = standard === "false" ? "[true|false]" : "<value>";
  return new Option(`${flag(name)} ${value}`, `${meaning} (${notes.join(", ")})`);
}

function flag(name: SettingName): string {
  return `--${name
    .replace(/^COUNTERSIGN_/, "")
    .toLowerCase()
    .replaceAll("_", "-")}`;
}

/** The names of the settings that are only taken from the environment, from files named there, or from the settings file. */
export function secretSettings(): readonly SettingName[] {
  return NAMES.filter(isSecret);
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
const OPEN_SETTINGS = NAMES.filter((name) => !isSecret(name));

function isSecret(name: SettingName): boolean {
  const { secret }: Setting<unknown> = SETTINGS[name];
  return secret === true;
}
