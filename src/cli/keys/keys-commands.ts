import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { listKeysCommand } from "./list-keys-command.ts";
import { rotateKeyCommand } from "./rotate-key-command.ts";

/** `keys`: the server's own keys, on a running server. */
export function keysCommands(parent: Command, io: Io, end: End): void {
  const keys = parent
    .command("keys")
    .helpCommand(false)
    .description("See the server's own keys and change them while it runs, with a token of the scope admin");
  listKeysCommand(keys, io, end);
  rotateKeyCommand(keys, io, end);
}
