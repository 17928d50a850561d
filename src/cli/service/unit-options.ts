import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

import type { Io } from "../io.ts";
import { secretSettings } from "../setting-options.ts";

/** What a unit is asked for with; what is left out has a default that depends on whose unit it is. */
export interface UnitRequest {
  /** A unit of this user's own systemd. */
  readonly user?: true | undefined;
  readonly execPath?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly envFile?: string | undefined;
  readonly account?: string | undefined;
  readonly group?: string | undefined;
  readonly listen?: string | undefined;
  readonly credential?: Readonly<Record<string, string>> | undefined;
  readonly withoutJit?: true | undefined;
}

/** Adds the options of `print` and `install`. Those of a command are its own: each call makes new ones. */
export function addUnitOptions(command: Command): void {
  for (const option of [
    userOption(),
    new Option("--exec-path <path>", "Where the executable will be (default: where it is)"),
    new Option("--data-dir <path>", "Where the database lives (default /var/lib/countersign)"),
    new Option(
      "--env-file <path>",
      "The file of the settings and secrets (default /etc/countersign/countersign.env)",
    ),
    new Option("--account <name>", "An existing account; without it, systemd makes up one"),
    new Option(
      "--group <name>",
      "An existing group whose files it may read too, such as ssl-cert for a TLS key",
    ).conflicts("user"),
    new Option("--listen <host:port>", "The address, over what the file says"),
    new Option(
      "--credential <name[:path]>",
      "A secret in a file of its own, such as lark_app_secret; repeat for more",
    ).argParser(addCredential),
    new Option("--without-jit", "Forbid writable and executable memory: safer, slower, and no watchdog"),
  ])
    command.addOption(option);
}

export function userOption() {
  return new Option("--user", "A unit of your own systemd, which needs no root").conflicts("account");
}

export function rootOption() {
  return new Option("--root <dir>", "Work on the system that lies in this directory, such as an image");
}

function addCredential(text: string, before: unknown): Readonly<Record<string, string>> {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const path = colon < 0 ? `/etc/countersign/${name}` : text.slice(colon + 1);
  const known = secretSettings().map((secret) => secret.toLowerCase());
  if (!known.includes(name)) throw new InvalidArgumentError(`it is one of ${known.join(", ")}.`);
  return { ...(before as Readonly<Record<string, string>> | undefined), [name]: path };
}

/** A user's directories, by the XDG specification. */
export function userDirectories({ env }: Pick<Io, "env">): {
  readonly config: string;
  readonly state: string;
} {
  const home = env["HOME"] || homedir();
  const xdg = (name: string, otherwise: string): string => {
    const given = env[name] ?? "";
    return isAbsolute(given) ? given : join(home, otherwise);
  };
  return { config: xdg("XDG_CONFIG_HOME", ".config"), state: xdg("XDG_STATE_HOME", ".local/state") };
}
