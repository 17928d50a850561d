import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { lintCommand } from "./lint-command.ts";
import { sendCommand } from "./send-command.ts";
import { showCommand } from "./show-command.ts";

/** `card`: cards of one's own, with buttons that this server answers. */
export function cardCommands(parent: Command, io: Io, end: End): void {
  const card = parent
    .command("card")
    .helpCommand(false)
    .description("Check a card of your own, post it, and look at it");
  lintCommand(card, io, end);
  sendCommand(card, io, end);
  showCommand(card, io, end);
}
