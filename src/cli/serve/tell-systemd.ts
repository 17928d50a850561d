import type { Log } from "../../log.ts";
import type { Server } from "../../server.ts";
import type { Supervision } from "../../systemd/supervise.ts";
import type { Io } from "../io.ts";

/** Tells systemd that the server is ready and well, where it wants to be told; undefined where there is nobody to tell. */
export async function tellSystemd(
  { url, fault, stuck }: Server,
  { NOTIFY_SOCKET: socket = "", WATCHDOG_USEC: watchdogUsec }: Io["env"],
  log: Log,
): Promise<Supervision | undefined> {
  if (socket === "") return undefined;
  const { openNotifier } = await import("../../systemd/notify.ts");
  const { supervise } = await import("../../systemd/supervise.ts");
  try {
    return supervise({ notifier: openNotifier(socket), watchdogUsec, fault, stuck }, `Listening on ${url}`);
  } catch (err) {
    log.error({ err }, "systemd cannot be told that the server is ready");
    return undefined;
  }
}
