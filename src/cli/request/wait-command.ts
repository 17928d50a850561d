import type { Command } from "@commander-js/extra-typings";

import { createApiClient } from "../api/api-client.ts";
import { readConnection } from "../api/connection.ts";
import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { parseDuration } from "./parse-duration.ts";
import { watchForEnd } from "./watch-for-end.ts";

/** `request wait`: until the request has ended. */
export function waitCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("wait")
    .description("Wait until a request has ended; the exit code says how")
    .argument("<id>", "apr_…")
    .option("--timeout <time>", "Give up after so long, such as 10m; the request stays open", parseDuration)
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .addHelpText("after", `\n${WAIT_CODES}`)
    .action((id, { timeout, json, ...options }) =>
      end(watchForEnd(id, { client: createApiClient(readConnection(options, io)), timeout, json }, io)),
    );
}

/** What a script has to know before it uses a wait. */
export const WAIT_CODES =
  "Exit codes of a wait: 0 approved, 10 rejected, 11 expired, 12 cancelled, 124 still pending after --timeout, 130 interrupted.";
