import { Option } from "@commander-js/extra-typings";

import { SETTINGS } from "../config/settings.ts";
import { DEFAULT_URL } from "./api/connection.ts";
import type { Io } from "./io.ts";

// An option belongs to one command, which changes it: each call makes a new one.

export function jsonOption() {
  return new Option("--json", "Print JSON");
}

/** Where the server is, for its clients. */
export function urlOption() {
  return new Option(
    "--url <url>",
    `The server, by http:, https:, or unix: and its socket's path (COUNTERSIGN_URL; without it and a token, the socket on this machine, else ${DEFAULT_URL})`,
  );
}

export function tokenFileOption() {
  return new Option("--token-file <file>", "A file that holds the API token (COUNTERSIGN_TOKEN)");
}

/** Which data directory is meant: as `serve` has it. */
export function dataDirOption({ env, uid }: Io) {
  const { meaning, fallback } = SETTINGS.COUNTERSIGN_DATA_DIR;
  return new Option(
    "--data-dir <path>",
    `${meaning} (COUNTERSIGN_DATA_DIR, default ${fallback({ env, uid })})`,
  );
}

export function configOption() {
  return new Option(
    "-c, --config <file>",
    "The server's file of settings (COUNTERSIGN_CONFIG; without it, the one that config path names)",
  );
}
