import { ConfigError } from "../../config/config-error.ts";
import { type Config, readConfig } from "../../config/config.ts";
import { gatherSettings, type Sources } from "../../config/gather-settings.ts";
import { looseFile } from "../../config/settings-file.ts";
import { type SettingName, SETTINGS } from "../../config/settings.ts";
import { contradictions } from "./contradictions.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

interface Settings {
  /** Undefined where `serve` would not start with them. */
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
}

/** The settings that `serve` would have: every mistake, and what contradicts itself. */
export function checkSettings(sources: Sources): Settings {
  const around = [...hiddenSecrets(sources), ...looseSecrets(sources)];
  try {
    const { config, warnings } = readConfig(sources);
    const odd = [
      ...warnings.map((line) => warning("settings", line, "see countersign config print --origin")),
      ...contradictions(config),
      ...around,
    ];
    return { config, findings: odd.length === 0 ? [ok("settings", "complete, and they agree")] : odd };
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    const mistakes = fault.mistakes.map((line) => broken("settings", line, fixFor(line)));
    return { config: undefined, findings: [...mistakes, ...around] };
  }
}

function fixFor(mistake: string): string {
  const asInit = mistake.startsWith("LARK_") ? ", or have countersign init write it" : "";
  return `set it${asInit}; countersign config validate shows whether it is right`;
}

/** Secrets that stand in the file and are given elsewhere too: whoever changes the file changes nothing. */
function hiddenSecrets(sources: Sources): readonly Finding[] {
  const { file, origins } = gatherSettings(sources);
  if (file === undefined) return [];
  const inFile = gatherSettings({ flags: {}, env: {}, uid: sources.uid, file }).texts;
  return SECRETS.flatMap((name) => {
    const kind = origins.get(name)?.kind;
    if (kind === undefined || kind === "file" || !inFile.has(name)) return [];
    const said = `${name} stands in ${file}, and that of the ${kind} counts`;
    return [warning("settings", said, "keep it in one place")];
  });
}

/** Files of one secret each that others may read; those that systemd puts up it also guards. */
function looseSecrets(sources: Sources): readonly Finding[] {
  const { origins } = gatherSettings(sources);
  return SECRETS.flatMap((name) => {
    const { kind, path } = origins.get(name) ?? {};
    if (kind !== "environment" || path === undefined) return [];
    const [said, fix] = looseFile(path, sources.env)?.split(": ") ?? [];
    return said === undefined ? [] : [broken("permissions", said, fix ?? `chmod 600 ${path}`)];
  });
}

const SECRETS = (Object.keys(SETTINGS) as SettingName[]).filter((name) => SETTINGS[name].secret === true);
