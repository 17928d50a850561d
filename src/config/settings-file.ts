import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

import type { Surroundings } from "./setting.ts";

export interface FileSources extends Surroundings {
  /** A TOML file whose keys are the settings' names; it has to exist when it is named. `null` is none at all. */
  readonly file?: string | null | undefined;
}

/** The name that a unit gives its file of settings: `LoadCredential=config.toml:…`. */
const FILE_CREDENTIAL = "config.toml";

/**
 * The file that settings are read from: the one that is named by flag or COUNTERSIGN_CONFIG, else the one that systemd has
 * put up, else the usual one where it is there. Undefined where there is none.
 */
export function findSettingsFile({ file, env, uid }: FileSources): string | undefined {
  if (file === null) return undefined;
  const named = file ?? (env["COUNTERSIGN_CONFIG"] || undefined);
  if (named !== undefined) return named;
  return [fileCredential(env), defaultSettingsFile({ env, uid })].find(
    (path) => path !== undefined && mayBeThere(path),
  );
}

/**
 * Where the file of settings usually is: root's in /etc, anybody else's where the XDG specification says, for which a
 * directory that is empty or relative does not count. Undefined for somebody without a home.
 */
export function defaultSettingsFile({ env, uid }: Surroundings): string | undefined {
  if (uid === 0) return "/etc/countersign/config.toml";
  const [config = "", home = ""] = [env["XDG_CONFIG_HOME"], env["HOME"]];
  if (isAbsolute(config)) return join(config, "countersign", "config.toml");
  return isAbsolute(home) ? join(home, ".config", "countersign", "config.toml") : undefined;
}

function fileCredential(env: Surroundings["env"]): string | undefined {
  const directory = env["CREDENTIALS_DIRECTORY"] ?? "";
  return isAbsolute(directory) ? join(directory, FILE_CREDENTIAL) : undefined;
}

/** One that cannot be looked at counts: it is said, and not passed over. */
function mayBeThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** What is wrong with a file of secrets that others may read or write; undefined where they may not. */
export function looseFile(path: string, env: Surroundings["env"]): string | undefined {
  // systemd shows a credential to its service by an access list, which looks as if a group could read it.
  if (path === fileCredential(env)) return undefined;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OTHERS) === 0) return undefined;
  return `${path} holds secrets, and others may read or write it: chmod 600 ${path}`;
}

const OTHERS = 0o077;
