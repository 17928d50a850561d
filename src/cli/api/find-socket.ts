import { accessSync, constants, statSync } from "node:fs";

import { gatherSettings } from "../../config/gather-settings.ts";
import { defaultSocket, SERVICE_SOCKET } from "../../config/socket-path.ts";
import type { Io } from "../io.ts";

/**
 * The socket of a server on this machine, where there is one that this user may open: where the settings say, else where a
 * server that this user started has it, else that of the system's service.
 */
export function findSocket({ env, uid }: Pick<Io, "env" | "uid">): string | undefined {
  const said = gatherSettings({ flags: {}, env, uid }).texts.get("COUNTERSIGN_SOCKET");
  const places = said === undefined ? [defaultSocket({ env }), SERVICE_SOCKET] : [said];
  return places.find((path) => path !== undefined && path !== "" && mayOpen(path));
}

function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}
