import { defaultSettingsFile } from "../../config/settings-file.ts";
import type { Io } from "../io.ts";

/** What to run with the settings in this file. */
export function nextSteps(path: string, { env, uid, self }: Io): string {
  const isUsual = path === defaultSettingsFile({ env, uid });
  const config = isUsual ? "" : ` --config ${path}`;
  const service = uid === 0 ? "service install" : "service install --user";
  return [
    `${self} serve${config}`,
    ...(isUsual ? [`${self} ${service}   # instead, to run it under systemd`] : []),
    `${self} doctor${config}`,
  ]
    .map((line) => `  ${line}\n`)
    .join("");
}
