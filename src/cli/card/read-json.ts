import { readFileSync } from "node:fs";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** What a file holds as JSON, or standard input for `-`. Throws CliError `usage`. */
export async function readJson(file: string, { readStdin }: Pick<Io, "readStdin">): Promise<unknown> {
  try {
    return JSON.parse(file === "-" ? await readStdin() : readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `${file}: ${why}`, { cause });
  }
}
