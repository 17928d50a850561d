import { defaultSettingsFile } from "../../config/settings-file.ts";
import { defaultSocket } from "../../config/socket-path.ts";
import type { Io } from "../io.ts";
import type { IdByKind } from "../request/parse-person.ts";

/** What to run with the settings in this file, lines to be copied into a shell. */
export function nextSteps(path: string, to: IdByKind | undefined, { env, uid, self }: Io): string {
  const isUsual = path === defaultSettingsFile({ env, uid });
  const config = isUsual ? "" : ` --config ${quote(path)}`;
  const service = uid === 0 ? "service install" : "service install --user";
  // Where there is a socket, the commands of this machine need no token.
  const token = `export COUNTERSIGN_TOKEN=$(sed -n 's/^COUNTERSIGN_TOKEN = "\\(.*\\)"$/\\1/p' ${quote(path)})`;
  return [
    `${self} serve${config}`,
    ...(isUsual ? [`${self} ${service}   # instead, to run it under systemd`] : []),
    ...(defaultSocket({ env }) === undefined ? [token] : []),
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

/** One word to a shell. */
function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
