import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { cancelCommand } from "./cancel-command.ts";
import { createCommand } from "./create-command.ts";
import { explainCommand } from "./explain-command.ts";
import { listCommand } from "./list-command.ts";
import { showCommand } from "./show-command.ts";
import { waitCommand } from "./wait-command.ts";

/** `request`: the API of a running server, from a shell. */
export function requestCommands(parent: Command, io: Io, end: End): void {
  const request = parent
    .command("request")
    .helpCommand(false)
    .description("Ask for an approval, and see what became of it");
  createCommand(request, io, end);
  showCommand(request, io, end);
  listCommand(request, io, end);
  waitCommand(request, io, end);
  cancelCommand(request, io, end);
  explainCommand(request, io, end);
}
