import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { checkCommand } from "./check-command.ts";
import { listCommand } from "./list-command.ts";
import { testCommand } from "./test-command.ts";
import { typesCommand } from "./types-command.ts";

/** `handlers`: code and services that take callbacks, from the `handlers` folder of the data directory. */
export function handlersCommands(parent: Command, io: Io, end: End): void {
  const handlers = parent
    .command("handlers")
    .helpCommand(false)
    .description("Look at, check and try the handlers of the data directory");
  listCommand(handlers, io, end);
  checkCommand(handlers, io, end);
  testCommand(handlers, io, end);
  typesCommand(handlers, io, end);
}
