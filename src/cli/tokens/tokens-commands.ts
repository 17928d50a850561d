import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { createTokenCommand } from "./create-token-command.ts";
import { listTokensCommand } from "./list-tokens-command.ts";
import { revokeTokenCommand } from "./revoke-token-command.ts";

/** `tokens`: who may use the API, written in the data directory itself; a running server takes note at once. */
export function tokensCommands(parent: Command, io: Io, end: End): void {
  const tokens = parent
    .command("tokens")
    .helpCommand(false)
    .description("Make, list and revoke the API's tokens, on the server's machine");
  createTokenCommand(tokens, io, end);
  listTokensCommand(tokens, io, end);
  revokeTokenCommand(tokens, io, end);
}
