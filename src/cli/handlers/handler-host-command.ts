import type { Command } from "@commander-js/extra-typings";

import type { ToHost } from "../../plugin/host-messages.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";

/** `handler-host`: the process in which a server runs handlers; nobody types it. */
export function handlerHostCommand(parent: Command, end: End): void {
  parent
    .command("handler-host", { hidden: true })
    .argument("<dir>")
    .argument("<files...>")
    .action((dir, files) => end(runUntilLeft(dir, files)));
}

async function runUntilLeft(dir: string, files: readonly string[]): Promise<ExitCode> {
  const { runHost } = await import("../../plugin/run-host.ts");
  const left = Promise.withResolvers<void>();
  // A promise that a handler has forgotten ends nothing but itself.
  process.on("unhandledRejection", (fault) => console.error("unhandled rejection", fault));
  process.on("uncaughtException", (fault) => console.error("uncaught exception", fault));
  process.on("disconnect", () => left.resolve());
  await runHost(
    dir,
    files,
    {
      send: (message) => void process.send?.(message),
      listen: (listener) => void process.on("message", (message) => listener(message as ToHost)),
    },
    () => performance.now(),
  );
  await left.promise;
  // A handler may still hold a timer; nobody is there for what it would do.
  process.exit(EXIT.ok);
}
