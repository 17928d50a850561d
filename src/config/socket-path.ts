import { isAbsolute, join } from "node:path";

import type { Surroundings } from "./setting.ts";

/** Where the unit's service has its socket. */
export const SERVICE_SOCKET = "/run/countersign/countersign.sock";

/**
 * Where a server's socket is for the commands of its own machine: in the directory that systemd made for the service, else
 * in the user's own. Undefined where there is neither, and nothing would clear it away.
 */
export function defaultSocket({ env }: Pick<Surroundings, "env">): string | undefined {
  // systemd names several with colons between.
  const [service = ""] = (env["RUNTIME_DIRECTORY"] ?? "").split(":");
  if (isAbsolute(service)) return join(service, "countersign.sock");
  const user = env["XDG_RUNTIME_DIR"] ?? "";
  return isAbsolute(user) ? join(user, "countersign", "countersign.sock") : undefined;
}
