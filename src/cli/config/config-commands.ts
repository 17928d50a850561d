import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { configPathCommand } from "./config-path-command.ts";
import { printConfigCommand } from "./print-config-command.ts";
import { validateConfigCommand } from "./validate-config-command.ts";

/** `config`: the settings that `serve` would have with the same flags, environment and file. It starts nothing. */
export function configCommands(parent: Command, io: Io, end: End): void {
  const config = parent
    .command("config")
    .helpCommand(false)
    .description("Show and check the settings that serve would have");
  printConfigCommand(config, io, end);
  validateConfigCommand(config, io, end);
  configPathCommand(config, io, end);
}
