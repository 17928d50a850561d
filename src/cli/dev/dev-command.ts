import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

import type { End, ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { DevOptions } from "./dev-options.ts";

/** `dev`: the whole loop on this machine. It reads no setting but its flags. */
export function devCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("dev")
    .description(
      "Try it: a server, a pretend Lark and a phone in the browser, with no account and no settings",
    )
    .option("--auto", "Click by itself, show each step, and end")
    .option("--port <port>", "The server's port (default 8080, or a free one)", parsePort)
    .option("--sandbox-port <port>", "The pretend Lark's port (default 8081, or a free one)", parsePort)
    .addOption(
      new Option("--transport <road>", "How clicks come to the server")
        .choices(["http", "socket", "both"] as const)
        .default("http" as const),
    )
    .option("--verbose", "Show the server's log")
    .addHelpText("after", "\nEverything listens on 127.0.0.1, and what it keeps is thrown away at the end.")
    .action((options) => end(dev(options, io)));
}

async function dev({ auto, ...options }: DevOptions, io: Io): Promise<ExitCode> {
  if (auto) {
    const { runAuto } = await import("./run-auto.ts");
    return runAuto(options, io);
  }
  const { runByHand } = await import("./run-by-hand.ts");
  return runByHand(options, io);
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Say it as a number from 1 to 65535.");
}
