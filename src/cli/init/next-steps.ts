import { defaultSettingsFile } from "../../config/settings-file.ts";
import type { Io } from "../io.ts";
import type { IdByKind } from "../request/parse-person.ts";

/** What to run with the settings in this file. On this machine its owner needs no token to ask. */
export function nextSteps(path: string, to: IdByKind | undefined, { env, uid, self }: Io): string {
  const isUsual = path === defaultSettingsFile({ env, uid });
  const config = isUsual ? "" : ` --config ${path}`;
  const service = uid === 0 ? "service install" : "service install --user";
  return [
    `${self} serve${config}`,
    ...(isUsual ? [`${self} ${service}   # instead, to run it under systemd`] : []),
    ...(to === undefined
      ? []
      : [`${self} request create --title "Ship it" ${audience(to)} --wait   # while it runs`]),
  ]
    .map((line) => `  ${line}\n`)
    .join("");
}

function audience({ open_id, union_id, user_id, chat_id, email }: IdByKind): string {
  const person = open_id ?? union_id ?? (user_id === undefined ? undefined : `user:${user_id}`);
  return `--to ${person ?? chat_id ?? email} --approver ${person ?? "anyone"}`;
}
