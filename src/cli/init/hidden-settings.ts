import { gatherSettings } from "../../config/gather-settings.ts";
import { type Finding, warning } from "../doctor/finding.ts";
import type { Io } from "../io.ts";
import type { SettingTexts } from "./given-settings.ts";

/** Settings of a file that this environment says otherwise: a server started in it would have the environment's. */
export function hiddenSettings(
  settings: SettingTexts,
  { env, uid }: Pick<Io, "env" | "uid">,
): readonly Finding[] {
  const { texts, origins } = gatherSettings({ flags: {}, env, file: null, uid });
  const names = [...texts].flatMap(([name, text]) => {
    if (settings[name] === undefined || settings[name] === text) return [];
    return [origins.get(name)?.path === undefined ? name : `${name}_FILE`];
  });
  if (names.length === 0) return [];
  const said = `what the environment says goes over that file: ${names.join(", ")}`;
  return [warning("settings", said, `unset ${names.join(" ")}`)];
}
