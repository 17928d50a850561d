import { join } from "node:path";

import { renderUnit, type UnitOptions } from "../../systemd/render-unit.ts";
import { renderUserUnit } from "../../systemd/render-user-unit.ts";
import { UnitError } from "../../systemd/unit-error.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { type UnitRequest, userDirectories } from "./unit-options.ts";

/** The text of the unit that was asked for. Throws CliError "usage" for one that could not work. */
export function makeUnit(request: UnitRequest, io: Io): string {
  try {
    return request.user === true
      ? renderUserUnit(unitOptions(request, io))
      : renderUnit(unitOptions(request, io));
  } catch (fault) {
    if (!(fault instanceof UnitError)) throw fault;
    throw new CliError("usage", fault.message, {
      cause: fault,
      hint: "service print --help shows which paths it takes: where the files will be, not where they are now",
    });
  }
}

/** The request with its defaults: a user's paths are by the XDG specification, the system's by custom. */
export function unitOptions(request: UnitRequest, io: Io): UnitOptions {
  const { account, group, credential, listen, withoutJit } = request;
  const paths = request.user === true ? userPaths(io) : SYSTEM_PATHS;
  return {
    execPath: request.execPath ?? io.execPath ?? paths.execPath,
    dataDir: request.dataDir ?? paths.dataDir,
    envFile: request.envFile ?? paths.envFile,
    // A user's own service reads it where it is.
    configFile: request.user === true ? undefined : CONFIG_FILE,
    user: account,
    group,
    listen,
    credentials: credential,
    withoutJit,
  };
}

/** Where root's `init` puts it. */
const CONFIG_FILE = "/etc/countersign/config.toml";

const SYSTEM_PATHS = {
  execPath: "/usr/local/bin/countersign",
  dataDir: "/var/lib/countersign",
  envFile: "/etc/countersign/countersign.env",
};

function userPaths(io: Io): typeof SYSTEM_PATHS {
  const { config, state } = userDirectories(io);
  return {
    execPath: join(io.env["HOME"] ?? "/", ".local/bin/countersign"),
    dataDir: join(state, "countersign"),
    envFile: join(config, "countersign/countersign.env"),
  };
}
