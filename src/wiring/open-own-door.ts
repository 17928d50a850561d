import type { Config } from "../config/config.ts";
import type { Arrivals } from "../transport/http/arrivals.ts";
import type { App } from "../transport/http/create-app.ts";
import { listenOwn } from "../transport/http/listen-own.ts";
import type { Listener } from "../transport/http/listen.ts";
import { OwnSocketError } from "../transport/http/own-socket-error.ts";
import type { Around } from "./around.ts";

/**
 * Opens the server to the commands of its own machine, where there is a place for a socket. What keeps it from that is
 * said, and the server does its work without: undefined.
 */
export async function openOwnDoor(
  app: App,
  { COUNTERSIGN_SOCKET: path }: Config,
  arrivals: Arrivals,
  { log }: Pick<Around, "log">,
): Promise<Listener | undefined> {
  if (path === undefined) return undefined;
  try {
    return await listenOwn(app, path, { arrivals });
  } catch (fault) {
    if (!(fault instanceof OwnSocketError)) throw fault;
    const { code, message } = fault;
    log.warn({ code }, `no socket for the commands of this machine: ${message} (COUNTERSIGN_SOCKET)`);
    return undefined;
  }
}
