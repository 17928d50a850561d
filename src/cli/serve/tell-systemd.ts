import type { Log } from "../../log.ts";
import type { Server } from "../../server.ts";
import type { LongWork } from "../../storage/sqlite/long-work.ts";
import type { Supervision } from "../../systemd/supervise.ts";
import type { Io } from "../io.ts";

/** What systemd is told of the start. */
export interface Systemd {
  /** It takes longer, and by what. */
  readonly starting: (work: LongWork) => void;
  /** The server is ready, and from now on watched. */
  readonly ready: (server: Pick<Server, "url" | "fault" | "stuck">) => Supervision;
}

/** The way to systemd, where it wants to be told; undefined where there is nobody to tell. */
export async function reachSystemd(
  { NOTIFY_SOCKET: socket = "", WATCHDOG_USEC: watchdogUsec }: Io["env"],
  log: Log,
): Promise<Systemd | undefined> {
  if (socket === "") return undefined;
  const { openNotifier } = await import("../../systemd/notify.ts");
  const { extendStart, supervise } = await import("../../systemd/supervise.ts");
  try {
    const notifier = openNotifier(socket);
    return {
      starting: (work) => extendStart(notifier, work),
      ready: ({ url, fault, stuck }) =>
        supervise({ notifier, watchdogUsec, fault, stuck }, `Listening on ${url}`),
    };
  } catch (err) {
    log.error({ err }, "systemd cannot be told that the server is ready");
    return undefined;
  }
}
