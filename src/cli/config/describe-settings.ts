import { type Gathered, gatherSettings, type Origin, type Sources } from "../../config/gather-settings.ts";
import type { Setting } from "../../config/setting.ts";
import { type SettingName, SETTINGS } from "../../config/settings.ts";

export interface DescribedSetting {
  readonly name: SettingName;
  /** Of a secret, only that there is one. */
  readonly value: string | null;
  readonly secret: boolean;
  /** "unset" where nobody gave it and there is no default. */
  readonly origin: Origin["kind"] | "default" | "unset";
  /** The file that it was read from. */
  readonly path?: string | undefined;
}

/** What a secret is shown as. */
const HIDDEN = "(set, not shown)";

/** Every setting as `serve` would have it, by name, and the mistakes and dangers in where they come from. */
export function describeSettings(sources: Sources): {
  readonly settings: readonly DescribedSetting[];
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
} {
  const gathered = gatherSettings(sources);
  const names = Object.keys(SETTINGS) as SettingName[];
  const { mistakes, warnings } = gathered;
  return { settings: names.map((name) => describe(name, gathered, sources)), mistakes, warnings };
}

function describe(name: SettingName, { texts, origins }: Gathered, sources: Sources): DescribedSetting {
  const { secret = false, fallback }: Setting<unknown> = SETTINGS[name];
  const text = texts.get(name);
  const origin = origins.get(name);
  if (text !== undefined && origin !== undefined) {
    const value = secret ? HIDDEN : withoutPassword(text);
    return { name, value, secret, origin: origin.kind, path: origin.path };
  }
  const standard = fallback?.(sources);
  return { name, value: standard ?? null, secret, origin: standard === undefined ? "unset" : "default" };
}

/** A URL may carry one. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//…@");
}
