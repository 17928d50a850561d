import { Option } from "@commander-js/extra-typings";

import { SETTINGS } from "../../config/settings.ts";
import type { Io } from "../io.ts";

/** Which data directory is meant: as `serve` has it. */
export function dataDirOption({ env, uid }: Io) {
  const { meaning, fallback } = SETTINGS.COUNTERSIGN_DATA_DIR;
  return new Option(
    "--data-dir <path>",
    `${meaning} (COUNTERSIGN_DATA_DIR, default ${fallback({ env, uid })})`,
  );
}

export const CONFIG_OPTION = new Option("-c, --config <file>", "the server's file of settings");
export const JSON_OPTION = new Option("--json", "print JSON");
