import { join } from "node:path";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { userDirectories } from "./unit-options.ts";

export interface PlaceOptions {
  readonly user?: true | undefined;
  readonly root?: string | undefined;
}

/** Where the unit's file is, for the system or for this user. */
export function unitPath({ user, root = "/" }: PlaceOptions, io: Io): string {
  const directory = user === true ? join(userDirectories(io).config, "systemd/user") : "/etc/systemd/system";
  return join(root, directory, "countersign.service");
}

/** Throws CliError "general" where the system's unit would be written by somebody else than root. */
export function requireMayWrite({ user, root }: PlaceOptions, { uid, self }: Io): void {
  if (user === true || root !== undefined || uid === 0) return;
  throw new CliError("general", "a service of the system is root's to change", {
    hint: `become root and run it again, or have one of your own: ${self} service install --user`,
  });
}

/** How systemd's own tool is called for it. */
export function systemctl({ user }: PlaceOptions): string {
  return user === true ? "systemctl --user" : "systemctl";
}
