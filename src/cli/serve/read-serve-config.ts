import { ConfigError } from "../../config/config-error.ts";
import { type Config, readConfig } from "../../config/config.ts";
import type { Sources } from "../../config/gather-settings.ts";
import type { Io } from "../io.ts";

export interface ServeSettings {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** The settings of `serve`; undefined when there are mistakes, each of which is then said on a line of its own. */
export function readServeConfig(sources: Sources, { stderr, self }: Io): ServeSettings | undefined {
  try {
    return readConfig(sources);
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    for (const mistake of fault.mistakes) stderr.write(`countersign: ${mistake}\n`);
    if (fault.mistakes.some((mistake) => mistake.startsWith("LARK_"))) {
      stderr.write(`  to set it up: ${self} init; to try it without a Lark app: ${self} dev\n`);
    }
    return undefined;
  }
}
